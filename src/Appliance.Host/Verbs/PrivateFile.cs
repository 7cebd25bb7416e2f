using System.Text;

namespace Appliance.Host.Verbs;

/// <summary>Files that a verb makes for its own user alone.</summary>
internal static class PrivateFile
{
    /// <summary>Makes the file anew with mode 0600, also when one of another mode was there.</summary>
    public static StreamWriter Create(string path)
    {
        File.Delete(path);
        return new StreamWriter(
            new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }),
            new UTF8Encoding(false));
    }
}
