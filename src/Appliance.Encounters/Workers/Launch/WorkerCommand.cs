using System.Globalization;
using System.Runtime.InteropServices;

namespace Appliance.Encounters.Workers.Launch;

/// <summary>How a worker's executable is run: by the .NET runtime that runs the host, or by itself when it is a native file.</summary>
/// <param name="Folder">Folder of the executable; the worker may read all of it.</param>
/// <param name="File">Name of the executable in it.</param>
/// <param name="DotnetRoot">Root of the runtime; null for a native file.</param>
internal sealed record WorkerCommand(string Folder, string File, string? DotnetRoot)
{
    /// <exception cref="WorkerStartException">The executable or the runtime is not there.</exception>
    public static WorkerCommand For(string executable)
    {
        if (!System.IO.File.Exists(executable))
        {
            throw new WorkerStartException($"The worker's executable is not there: {executable}.");
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(executable))!;
        var file = Path.GetFileName(executable);
        if (!file.EndsWith(".dll", StringComparison.Ordinal))
        {
            return new WorkerCommand(folder, file, null);
        }

        // <root>/shared/Microsoft.NETCore.App/<version>/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return System.IO.File.Exists(Path.Combine(root, "dotnet"))
            ? new WorkerCommand(folder, file, root)
            : throw new WorkerStartException("The .NET runtime that is to run the worker is not there: publish the worker as a native executable.");
    }

    /// <summary>The command line, with the folders as the worker sees them.</summary>
    public IEnumerable<string> Line(string folder, string? dotnetRoot, string socket, string? codeSets) =>
    [
        .. DotnetRoot is null ? (IEnumerable<string>)[Path.Combine(folder, File)] : [Path.Combine(dotnetRoot!, "dotnet"), "exec", Path.Combine(folder, File)],
        "--socket",
        socket,
        .. codeSets is null ? (IEnumerable<string>)[] : ["--codesets", codeSets],
    ];

    /// <summary>The worker's whole environment.</summary>
    public static IReadOnlyDictionary<string, string> Environment(long memoryLimit) => new Dictionary<string, string>
    {
        // No debugger, profiler or dump port.
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_GCHeapHardLimit"] = "0x" + memoryLimit.ToString("x", CultureInfo.InvariantCulture),
        // Two arenas of the C library for all threads: more cost resident memory and save nothing here.
        ["MALLOC_ARENA_MAX"] = "2",
        ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
    };
}
