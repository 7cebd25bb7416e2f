using System.Globalization;

namespace Appliance.Encounters.Workers.Launch;

/// <summary>
/// The files that a confined worker sees, as arguments of bubblewrap. The places are the same on every machine, so that nothing of the host's paths shows.
/// <code>
/// /dotnet          the runtime, read only (not the SDK)
/// /worker          the worker's own folder, read only
/// /codesets        the hospital's code sets, read only, when there are any
/// /run/worker      the directory of its socket: the only place outside that it can write
/// /tmp             scratch in memory, bounded, gone with the process
/// /usr/lib, /lib…  the dozen system libraries that the runtime loads, one by one (or all of /usr when they lie elsewhere)
/// /proc, /dev      its own processes; null, zero, full, random, urandom, tty
/// </code>
/// </summary>
internal sealed class SandboxView(bool wholeUsr)
{
    public const string DotnetFolder = "/dotnet";
    public const string WorkerFolder = "/worker";
    public const string CodeSetsFolder = "/codesets";
    public const string SocketFolder = "/run/worker";

    private const long ScratchBytes = 64L * 1024 * 1024;

    private static readonly string[] Libraries =
    [
        "libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1",
        "libssl.so.3", "libcrypto.so.3", "libssl.so.1.1", "libcrypto.so.1.1",
    ];

    private static readonly string[] Loaders = ["ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"];
    private static readonly string[] LoaderFolders = ["/lib64", "/lib"];

    private static readonly string[] LibraryFolders =
    [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64", "/usr/lib", "/lib",
    ];

    public IEnumerable<string> Of(WorkerCommand command, string? socketFolder, string? codeSets) =>
    [
        .. wholeUsr ? WholeUsr() : OneByOne(),
        .. Runtime(command),
        "--ro-bind", command.Folder, WorkerFolder,
        .. codeSets is null ? (IEnumerable<string>)[] : ["--ro-bind", codeSets, CodeSetsFolder],
        .. socketFolder is null ? (IEnumerable<string>)[] : ["--bind", socketFolder, SocketFolder],
        "--proc", "/proc",
        "--dev", "/dev",
        "--remount-ro", "/dev",
        "--size", ScratchBytes.ToString(CultureInfo.InvariantCulture), "--tmpfs", "/tmp",
        "--remount-ro", "/",
    ];

    private static IEnumerable<string> Runtime(WorkerCommand command) => command.DotnetRoot is not { } root
        ? []
        : ((string[])["dotnet", "host", "shared"]).SelectMany(part => (string[])["--ro-bind", Path.Combine(root, part), $"{DotnetFolder}/{part}"]);

    private static IEnumerable<string> WholeUsr() =>
    [
        "--ro-bind", "/usr", "/usr",
        .. ((string[])["/lib", "/lib64"]).Where(Path.Exists).SelectMany(folder =>
            new DirectoryInfo(folder).LinkTarget is { } target ? (string[])["--symlink", target, folder] : ["--ro-bind", folder, folder]),
    ];

    private static IEnumerable<string> OneByOne()
    {
        var links = ((string[])["/lib", "/lib64"]).Select(folder => (folder, target: new DirectoryInfo(folder).LinkTarget)).Where(link => link.target is not null).ToList();
        var arguments = links.SelectMany(link => (string[])["--symlink", link.target!, link.folder]).ToList();
        var files = Libraries.Select(name => Find(LibraryFolders, name)).Concat(Loaders.Select(name => Find(LoaderFolders, name)));
        foreach (var file in files.OfType<string>())
        {
            // Where /lib is a link to usr/lib the file is placed at the link's target, as it is outside.
            var link = links.FirstOrDefault(l => file.StartsWith(l.folder + "/", StringComparison.Ordinal));
            var place = link.folder is null ? file : Path.GetFullPath(Path.Combine("/", link.target!)) + file[link.folder.Length..];
            arguments.AddRange(["--ro-bind", file, place]);
        }

        return arguments;
    }

    private static string? Find(IEnumerable<string> folders, string name) => folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
