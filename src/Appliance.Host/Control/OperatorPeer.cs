using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using Appliance.Domain;

namespace Appliance.Host.Control;

/// <summary>The process at the other end of the control socket, as the kernel tells it: set on a connection, it cannot be sent by a client.</summary>
/// <param name="UserId">Its effective uid when it connected.</param>
public sealed record OperatorPeer(uint UserId)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>As evidence names it.</summary>
    public Actor Actor => new(ActorKind.Operator, $"uid-{UserId.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>This process's effective uid, the second number of <c>Uid:</c> in /proc/self/status (proc(5)).</summary>
    public static uint OwnUserId { get; } = ReadOwnUserId();

    /// <summary>True for this user and for root, who could read the data folder anyway.</summary>
    public bool MayOperate => UserId == OwnUserId || UserId == 0;

    /// <summary>Asks the kernel who is at the other end (SO_PEERCRED, unix(7): <c>struct ucred { pid, uid, gid }</c>).</summary>
    public static OperatorPeer Of(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Span<byte> credentials = stackalloc byte[12];
        var length = socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return length == credentials.Length
            ? new OperatorPeer(BinaryPrimitives.ReadUInt32LittleEndian(credentials[4..8]))
            : throw new InvalidOperationException("The kernel gave no peer credentials.");
    }

    private static uint ReadOwnUserId()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("Uid:", StringComparison.Ordinal));
        return uint.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture);
    }
}
