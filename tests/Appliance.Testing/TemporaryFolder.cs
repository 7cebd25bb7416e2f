namespace Appliance.Testing;

/// <summary>A fresh folder of the system's temporary folder, readable by its owner only and removed with all it holds at the end of the test. Usable as an xunit fixture.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("appliance-").FullName;

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>Full path of a file in the folder; the file is not made.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes a folder inside the folder and returns its full path.</summary>
    public string Folder(string name) => Directory.CreateDirectory(File(name)).FullName;

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A process that a test killed may still hold a file; the system clears its temporary folder.
        }
        catch (UnauthorizedAccessException)
        {
            // A test took the permission away and failed before it gave it back.
        }
    }
}
