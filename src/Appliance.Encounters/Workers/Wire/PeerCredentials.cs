using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Appliance.Encounters.Workers.Wire;

/// <summary>Who listens at the other end of a Unix socket, as the kernel recorded it (SO_PEERCRED).</summary>
/// <param name="ProcessId">Process that called listen, as this process's PID namespace numbers it; 0 when it has no number here.</param>
/// <param name="UserId">Its effective user, as this process's user namespace numbers it.</param>
internal readonly record struct PeerCredentials(int ProcessId, uint UserId)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    public static PeerCredentials Of(Socket socket)
    {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
        Span<byte> credentials = stackalloc byte[12];
        var length = socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return length == credentials.Length
            ? new PeerCredentials(MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<uint>(credentials[4..]))
            : throw new SocketException((int)SocketError.NotSocket);
    }
}
