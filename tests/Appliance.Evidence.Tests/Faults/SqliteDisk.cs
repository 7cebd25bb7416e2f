using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Appliance.Evidence.Tests.Faults;

/// <summary>
/// Stands between SQLite and the disk: the default VFS's open is replaced by one that, for the files of a test that asked for it, gives back a file whose write, truncate and sync pass through here.
/// Other files are untouched. Layouts: sqlite3_vfs and sqlite3_io_methods of sqlite3.h (64 bit).
/// </summary>
internal static unsafe class SqliteDisk
{
    private const int VfsOpen = 40;
    private const int MethodClose = 8;
    private const int MethodWrite = 24;
    private const int MethodTruncate = 32;
    private const int MethodSync = 40;
    private const int MethodsLength = 152;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<string, DiskPlan> Plans = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<nint, (DiskPlan Plan, nint Methods)> Files = [];

    /// <summary>SQLite has a table of methods for each way of locking; each gets its copy here.</summary>
    private static readonly Dictionary<nint, nint> Hooked = [];
    private static delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int> _open;

    /// <summary>From now on the plan decides about the files whose path begins with the prefix.</summary>
    public static void Arm(string prefix, DiskPlan plan)
    {
        lock (Gate)
        {
            if (_open == null)
            {
                SQLitePCL.Batteries_V2.Init();
                var vfs = Find(null);
                _open = *(delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int>*)(vfs + VfsOpen);
                *(nint*)(vfs + VfsOpen) = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, nint, int, int*, int>)&Open;
            }
        }

        Plans[prefix] = plan;
    }

    public static void Disarm(string prefix) => Plans.TryRemove(prefix, out _);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", CallingConvention = CallingConvention.Cdecl)]
    private static extern nint Find(byte* name);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(nint vfs, byte* name, nint file, int flags, int* outFlags)
    {
        var code = _open(vfs, name, file, flags, outFlags);
        if (code != 0 || name == null)
            return code;
        var path = Marshal.PtrToStringUTF8((nint)name)!;
        if (Plans.FirstOrDefault(plan => path.StartsWith(plan.Key, StringComparison.Ordinal)).Value is not { } plan)
            return code;
        Files[file] = (plan, *(nint*)file);
        *(nint*)file = Hook(*(nint*)file);
        return code;
    }

    private static nint Hook(nint methods)
    {
        lock (Gate)
        {
            if (!Hooked.TryGetValue(methods, out var hooked))
            {
                hooked = (nint)NativeMemory.Alloc(MethodsLength);
                Buffer.MemoryCopy((void*)methods, (void*)hooked, MethodsLength, MethodsLength);
                *(nint*)(hooked + MethodClose) = (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Close;
                *(nint*)(hooked + MethodWrite) = (nint)(delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)&Write;
                *(nint*)(hooked + MethodTruncate) = (nint)(delegate* unmanaged[Cdecl]<nint, long, int>)&Truncate;
                *(nint*)(hooked + MethodSync) = (nint)(delegate* unmanaged[Cdecl]<nint, int, int>)&Sync;
                Hooked.Add(methods, hooked);
            }

            return hooked;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(nint file)
    {
        Files.TryRemove(file, out var known);
        return ((delegate* unmanaged[Cdecl]<nint, int>)(*(nint*)(known.Methods + MethodClose)))(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(nint file, byte* data, int length, long offset)
    {
        var (plan, methods) = Files[file];
        var write = (delegate* unmanaged[Cdecl]<nint, byte*, int, long, int>)(*(nint*)(methods + MethodWrite));
        return plan.Write(() => write(file, data, length, offset), () => write(file, data, length / 2, offset));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(nint file, long size)
    {
        var (plan, methods) = Files[file];
        var truncate = (delegate* unmanaged[Cdecl]<nint, long, int>)(*(nint*)(methods + MethodTruncate));
        return plan.Write(() => truncate(file, size), () => 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(nint file, int flags)
    {
        var (plan, methods) = Files[file];
        var sync = (delegate* unmanaged[Cdecl]<nint, int, int>)(*(nint*)(methods + MethodSync));
        return plan.Sync(() => sync(file, flags));
    }
}
