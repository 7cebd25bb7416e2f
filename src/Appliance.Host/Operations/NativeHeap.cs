using System.Runtime.InteropServices;

namespace Appliance.Host.Operations;

/// <summary>
/// The C library's heap, which SQLite, TLS and the runtime itself use. It keeps an arena for each thread that once waited for another, and gives none of them back
/// by itself.
/// </summary>
internal static class NativeHeap
{
    // glibc malloc.h: M_ARENA_MAX.
    private const int ArenaMax = -8;

    /// <summary>Has all threads share two arenas; to be called before threads start.</summary>
    public static void ShareArenas() => Try(() => Option(ArenaMax, 2));

    /// <summary>Gives freed pages back to the machine.</summary>
    public static void Trim() => Try(() => Release(0));

    private static void Try(Func<int> call)
    {
        try
        {
            _ = call();
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library (musl) has neither, and no arenas.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Option(int parameter, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Release(nuint pad);
}
