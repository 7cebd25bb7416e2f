using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Appliance.Domain;

namespace Appliance.Host.Access;

/// <summary>
/// Who may come in, as a journal of JSON lines in the data folder: the first line names the format, each later one is a change. A change counts once
/// its line is on disk. A last line that a crash cut short was never acknowledged and is dropped. Holds hashes, never a key or a token.
/// </summary>
public sealed class AccessJournal : IDisposable
{
    /// <summary>The format this version writes.</summary>
    public const int Format = 1;

    private const int CompactAbove = 512;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly FileStream _file;

    private AccessJournal(FileStream file, IReadOnlyList<AccessChange> changes)
    {
        _file = file;
        Changes = changes;
    }

    /// <summary>What the journal held when it was opened, oldest first.</summary>
    public IReadOnlyList<AccessChange> Changes { get; }

    /// <summary>Opens or makes the journal; the caller owns the data folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="now">Links that expired before this are left out when the file is written anew.</param>
    public static Outcome<AccessJournal> Open(string path, DateTimeOffset now)
    {
        var changes = new List<AccessChange>();
        var intact = 0L;
        if (File.Exists(path))
        {
            var read = Read(path, changes, out intact);
            if (read is not null)
            {
                return read;
            }
        }

        if (changes.Count > CompactAbove)
        {
            changes = Compact(changes, now);
            intact = Rewrite(path, changes);
        }

        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        file.SetLength(intact);
        file.Position = intact;
        if (intact == 0)
        {
            file.Write(Line(new Header(Format)));
            file.Flush(flushToDisk: true);
        }

        return new AccessJournal(file, changes);
    }

    /// <summary>Writes a change; it is on disk when this returns. The caller makes sure that one thread writes at a time.</summary>
    public void Append(AccessChange change)
    {
        var before = _file.Position;
        try
        {
            _file.Write(Line(change));
            _file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            _file.SetLength(before);
            _file.Position = before;
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static Refusal? Read(string path, List<AccessChange> changes, out long intact)
    {
        intact = 0;
        var bytes = File.ReadAllBytes(path);
        var start = 0;
        for (var line = 0; ; line++)
        {
            var length = Array.IndexOf(bytes, (byte)'\n', start) - start;
            if (length < 0)
            {
                return null;
            }

            var text = bytes.AsSpan(start, length);
            if (line == 0)
            {
                var format = JsonSerializer.Deserialize<Header>(text, Json)?.Format ?? 0;
                if (format != Format)
                {
                    return Refusals.NewerData(Path.GetFileName(path), format, Format);
                }
            }
            else
            {
                changes.Add(JsonSerializer.Deserialize<AccessChange>(text, Json) ?? throw new InvalidDataException("The access journal holds an empty line."));
            }

            start += length + 1;
            intact = start;
        }
    }

    private static List<AccessChange> Compact(List<AccessChange> changes, DateTimeOffset now)
    {
        var used = changes.Where(c => c.Kind == AccessChangeKind.LinkUsed).Select(c => c.Hash).ToHashSet();
        return [.. changes.Where(c => c.Kind switch
        {
            AccessChangeKind.LinkIssued => c.Expires > now && !used.Contains(c.Hash),
            AccessChangeKind.LinkUsed => false,
            _ => true,
        })];
    }

    private static long Rewrite(string path, List<AccessChange> changes)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(Line(new Header(Format)));
            foreach (var change in changes)
            {
                file.Write(Line(change));
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
        return new FileInfo(path).Length;
    }

    private static byte[] Line<T>(T value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, Json) + "\n");

    private sealed record Header(int Format);
}

/// <summary>One change of who may come in.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Subject">The person id of a link, or the name of a client.</param>
/// <param name="Hash">SHA-256 of the token or key, lower-case hexadecimal; null for a revocation.</param>
public sealed record AccessChange(AccessChangeKind Kind, DateTimeOffset At, string Subject, string? Hash)
{
    /// <summary>When an unused link ceases to be valid.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>What an added client may do; null, as before there were roles, for <see cref="ClientRole.Ehr"/>.</summary>
    public ClientRole? Role { get; init; }
}

/// <summary>What changed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AccessChangeKind>))]
public enum AccessChangeKind
{
    /// <summary>A sign-in link was issued.</summary>
    LinkIssued,

    /// <summary>A sign-in link was used.</summary>
    LinkUsed,

    /// <summary>A client key was made.</summary>
    ClientAdded,

    /// <summary>A client key was revoked.</summary>
    ClientRevoked,
}
