namespace Appliance.Encounters.Tests.Doubles;

/// <summary>Looks into files as somebody who stole the disk would.</summary>
internal static class OnDisk
{
    public static bool Holds(string folder, byte[] bytes) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any(path =>
    {
        if (Path.GetFileName(path) == "lock")
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content.AsSpan().IndexOf(bytes) >= 0;
    });
}
