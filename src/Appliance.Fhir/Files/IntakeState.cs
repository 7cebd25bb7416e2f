using System.Text.Json;

namespace Appliance.Fhir.Files;

/// <summary>Remembers by content which files are finished, and how far into the others a run came. Losing it loses nothing: what is sent again is recognized.</summary>
internal sealed class IntakeState
{
    private readonly string? _path;
    private readonly Dictionary<string, long> _lines;

    private IntakeState(string? path, Dictionary<string, long> lines) => (_path, _lines) = (path, lines);

    /// <summary>Reads the state; one that is damaged counts as none.</summary>
    public static IntakeState Load(string? path)
    {
        try
        {
            if (path is not null && File.Exists(path))
                return new IntakeState(path, JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllBytes(path)) ?? []);
        }
        catch (JsonException)
        {
            // Begin anew: every resource is recognized.
        }

        return new IntakeState(path, []);
    }

    /// <summary>True when the file was delivered whole.</summary>
    public bool IsDone(IntakeFile file) => _lines.GetValueOrDefault(file.Hash) == long.MaxValue;

    /// <summary>Lines of a type of the file that were delivered.</summary>
    public long Lines(IntakeFile file, int rank) => _lines.GetValueOrDefault(Key(file, rank));

    /// <summary>Notes how far a rank of a file has come.</summary>
    public void Reached(IntakeFile file, int rank, long line)
    {
        _lines[Key(file, rank)] = line;
        Save();
    }

    /// <summary>Notes that a file is finished; one with refusals is forgotten instead, so that the next run explains them again.</summary>
    public void Finished(IntakeFile file)
    {
        foreach (var key in _lines.Keys.Where(k => k.StartsWith(file.Hash, StringComparison.Ordinal)).ToList())
            _lines.Remove(key);
        if (!file.HasRefusals)
            _lines[file.Hash] = long.MaxValue;
        Save();
    }

    private static string Key(IntakeFile file, int rank) => $"{file.Hash}/{rank}";

    private void Save()
    {
        if (_path is null)
            return;
        var fresh = _path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(fresh, options))
            JsonSerializer.Serialize(stream, _lines);
        File.Move(fresh, _path, overwrite: true);
    }
}
