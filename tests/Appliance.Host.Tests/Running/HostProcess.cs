using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace Appliance.Host.Tests.Running;

/// <summary>The host as it is built, as a process of its own with the data folder that the test gives it.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    /// <summary>How long anything may take on a machine that is busy with everything else; nothing waits this long unless it fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string Program = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "HostProgram").Value!;

    private readonly Process _process;
    private readonly Task<string> _error;

    private HostProcess(Process process, string address, string link, Task<string> error)
    {
        _process = process;
        Address = address;
        Link = link;
        _error = error;
        Client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address), Timeout = Patience };
    }

    public string Address { get; }

    /// <summary>The one-time link that it printed.</summary>
    public string Link { get; }

    public int Id => _process.Id;

    /// <summary>Speaks to it from outside.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts it and waits until it says where it is.</summary>
    public static async Task<HostProcess> StartAsync(string folder, string urls = "http://127.0.0.1:0")
    {
        var process = Launch("run", "--data", folder, "--urls", urls);
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        string? address = null;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                address ??= Runs().Match(line) is { Success: true } runs ? runs.Groups[1].Value : null;
                if (address is not null && line.Contains("/sign-in?token=", StringComparison.Ordinal))
                {
                    return new HostProcess(process, address, line.Trim(), error);
                }
            }

            throw new XunitException($"The host ended with {await ExitAsync(process)}: {await error}");
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<Ended> RunAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        return new Ended(await ExitAsync(process), await output, await error);
    }

    /// <summary>Ends it as a power failure would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync(_process);
    }

    /// <summary>Asks it to stop, as systemd does.</summary>
    public async Task<Ended> StopAsync()
    {
        using (Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            return new Ended(await ExitAsync(_process), string.Empty, await _error);
        }
    }

    /// <summary>Speaks to it from another address of this machine (any of 127.0.0.0/8), so that what is counted per address stays apart.</summary>
    public HttpClient ClientFrom(string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new Uri(Address), Timeout = Patience };

    public HttpRequestMessage Request(HttpMethod method, string path, string? key = null, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<int> ExitAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        return process.ExitCode;
    }

    public static Process Launch(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("APPLIANCE__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    [GeneratedRegex(@"^Appliance \S+ runs at (\S+)$")]
    private static partial Regex Runs();
}

/// <summary>How a process ended.</summary>
internal sealed record Ended(int Exit, string Out, string Error);
