using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Appliance.Acceptance.Architecture;

namespace Appliance.Acceptance.Running;

/// <summary>
/// The built appliance as its own process on a free loopback port, with a data folder of its own: what a newcomer starts, driven only through its public
/// surface (HTTP, verbs, signals).
/// </summary>
internal sealed partial class ApplianceProcess : IAsyncDisposable
{
    /// <summary>How long a start may take before the test gives up; generous, because CI machines are busy. It bounds a hang, it asserts nothing.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _errors;

    private ApplianceProcess(Process process, string dataFolder, Uri signInLink, StringBuilder errors)
    {
        _process = process;
        _errors = errors;
        DataFolder = dataFolder;
        SignInLink = signInLink;
        Address = new Uri(signInLink.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>The program under test, built by this test project.</summary>
    public static string Program { get; } = FindProgram();

    public string DataFolder { get; }

    /// <summary>The one-time link that this start printed.</summary>
    public Uri SignInLink { get; }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>What the process wrote to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public static async Task<ApplianceProcess> StartAsync(string dataFolder, string urls = "http://127.0.0.1:0", IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = new Process { StartInfo = Command(["run", "--data", dataFolder, "--urls", urls], environment) };
        var errors = new StringBuilder();
        var link = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                link.TrySetException(new InvalidOperationException($"The appliance ended before it listened:\n{Read(errors)}"));
            }
            else if (SignInAddress().Match(line.Data) is { Success: true } match)
            {
                link.TrySetResult(new Uri(match.Value));
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.AppendLine(line.Data);
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ApplianceProcess(process, dataFolder, await link.Task.WaitAsync(StartLimit), errors);
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<VerbResult> VerbAsync(string dataFolder, params string[] arguments)
    {
        using var process = new Process { StartInfo = Command([.. arguments, "--data", dataFolder], null) };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new VerbResult(process.ExitCode, await output, await errors);
    }

    /// <summary>A new client's key, as <c>clients add</c> prints it.</summary>
    public async Task<string> AddClientAsync(string name)
    {
        var added = await VerbAsync(DataFolder, "clients", "add", name);
        Assert.True(added.ExitCode == 0, added.Errors);
        return ClientKey().Match(added.Output) is { Success: true } key ? key.Groups[1].Value : throw new InvalidOperationException("No key was printed.");
    }

    /// <summary>An HTTP client that carries a client key.</summary>
    public HttpClient Client(string? key)
    {
        var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        }

        return client;
    }

    /// <summary>SIGKILL, to the host alone; its children must notice by themselves.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit status.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static ProcessStartInfo Command(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string FindProgram()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Repository.Root, "src", "Appliance.Host", "bin", configuration, "net10.0", "Appliance.Host.dll");
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [GeneratedRegex(@"https?://\S+/sign-in\?token=[A-Za-z0-9_-]+")]
    private static partial Regex SignInAddress();

    [GeneratedRegex(@"\b(apk_[A-Za-z0-9_-]{20,}|[A-Za-z0-9_-]{40,})\b")]
    private static partial Regex ClientKey();
}

/// <summary>How a verb ended.</summary>
internal sealed record VerbResult(int ExitCode, string Output, string Errors);
