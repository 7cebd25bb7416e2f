using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Appliance.Testing.HostileWorker;

/// <summary>What can be reached from inside: <c>see PATH</c>, <c>read PATH</c>, <c>write PATH</c>, <c>tcp ADDRESS PORT</c>, <c>udp ADDRESS PORT</c>, <c>dns NAME</c>, <c>processes</c>, <c>environment</c>.</summary>
internal static class Look
{
    public static string Around(string command)
    {
        var words = command.Split(' ');
        try
        {
            return words[0] switch
            {
                "see" => Path.Exists(words[1]) ? "there" : "not there",
                "read" => File.ReadAllText(words[1]).Length.ToString(CultureInfo.InvariantCulture),
                "write" => Write(words[1]),
                "tcp" => Tcp(IPAddress.Parse(words[1]), Port(words[2])),
                "udp" => Udp(IPAddress.Parse(words[1]), Port(words[2])),
                "dns" => Dns.GetHostAddresses(words[1]).Length.ToString(CultureInfo.InvariantCulture),
                "processes" => string.Join(',', Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => name!.All(char.IsAsciiDigit)).Order()),
                "environment" => string.Join(',', Environment.GetEnvironmentVariables().Keys.Cast<string>().Order()),
                "root" => string.Join(',', Directory.GetFileSystemEntries("/").Order()),
                _ => "unknown command",
            };
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode.ToString();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.GetType().Name;
        }
    }

    private static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static string Write(string path)
    {
        File.WriteAllText(path, "x");
        return "written";
    }

    private static string Tcp(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(address, port);
        return "connected";
    }

    private static string Udp(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo([1], new IPEndPoint(address, port));
        return "sent";
    }
}
