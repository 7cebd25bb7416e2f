using Appliance.Evidence.Signing;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Appliance.Evidence.Storage;

/// <summary>
/// The log in one SQLite file, write-ahead journal, synchronous=FULL: each commit ends with an fsync.
/// <code>
/// identity  one row: origin, public key
/// entries   seq → canonical bytes
/// tiles     level, idx → 256 hashes           full tiles only; the rest is recomputed at start
/// heads     size → root, signature, oldest open intent
/// cosignatures  size, name, key id → signature of a witness
/// rotations seq                              entries that link one key to the next
/// pruning   one row: minimum index, when the log was ever pruned
/// probe     one row, no part of the log
/// </code>
/// After a failed commit the same connection goes on: SQLite then overwrites the frames of the failed transaction, while a new connection might take them for committed.
/// </summary>
public sealed class SqliteEvidenceStore : IEvidenceStore
{
    private readonly string _path;
    private readonly SqliteEvidenceReader _reader;
    private readonly FileStream _lock;
    private SqliteWriteConnection? _writer;

    private SqliteEvidenceStore(string path, FileStream fileLock, SqliteWriteConnection writer)
    {
        _path = path;
        _lock = fileLock;
        _writer = writer;
        _reader = SqliteEvidenceReader.Open(path);
    }

    /// <inheritdoc/>
    public LogKey? Identity => _reader.Identity;

    /// <summary>Opens the file for writing, and makes it (mode 0600) when there is none.</summary>
    /// <exception cref="EvidenceOpenException">Another process has it open, or it is not an evidence log.</exception>
    public static SqliteEvidenceStore Open(string path)
    {
        path = Path.GetFullPath(path);
        FileStream? fileLock = null;
        SqliteWriteConnection? writer = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            fileLock = Lock(path);
            if (!File.Exists(path))
                OwnerFile.CreateNew(path).Dispose();
            writer = SqliteWriteConnection.Open(path);
            return new SqliteEvidenceStore(path, fileLock, writer);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            writer?.Dispose();
            fileLock?.Dispose();
            if (failure is EvidenceOpenException)
                throw;
            throw new EvidenceOpenException(EvidenceCodes.Unreadable, $"The evidence log {path} cannot be opened: {SqliteFault.Sentence(failure)} Nothing was changed.", failure);
        }
    }

    /// <inheritdoc/>
    public long Count() => _reader.Count();

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> ReadLeaves(long from, int max) => _reader.ReadLeaves(from, max);

    /// <inheritdoc/>
    public byte[]? ReadTile(int level, long index) => _reader.ReadTile(level, index);

    /// <inheritdoc/>
    public StoredHead? LatestHead() => _reader.LatestHead();

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadHeads(long afterSize, int max) => _reader.ReadHeads(afterSize, max);

    /// <inheritdoc/>
    public IReadOnlyList<long> ReadRotations() => _reader.ReadRotations();

    /// <inheritdoc/>
    public IReadOnlyList<NoteSignature> ReadCosignatures(long size) => _reader.ReadCosignatures(size);

    /// <inheritdoc/>
    public IReadOnlyList<StoredHead> ReadCosignedHeads(int max) => _reader.ReadCosignedHeads(max);

    /// <inheritdoc/>
    public long MinimumIndex() => _reader.MinimumIndex();

    /// <inheritdoc/>
    public void Found(LogKey identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Write(writer => writer.Found(identity));
    }

    /// <inheritdoc/>
    public void Commit(StoreBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Write(writer => writer.Add(batch));
    }

    /// <inheritdoc/>
    public void Probe() => Write(writer => writer.Probe());

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _writer?.Dispose();
        _lock.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            // The runtime takes an advisory lock (flock) that the kernel drops when the process ends, however it ends.
            return OwnerFile.Open(path + ".lock", FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path + ".lock"))
        {
            throw new EvidenceOpenException(EvidenceCodes.InUse, $"Another process has the evidence log {path} open. Stop it, or choose another data folder.", failure);
        }
    }

    private void Write(Action<SqliteWriteConnection> work)
    {
        try
        {
            _writer ??= SqliteWriteConnection.Open(_path);
            _writer.InTransaction(work);
        }
        catch (SqliteException failure)
        {
            if (_writer is { IsUsable: false })
            {
                _writer.Dispose();
                _writer = null;
            }

            throw new EvidenceUnavailableException(SqliteFault.Sentence(failure), failure);
        }
    }
}

/// <summary>Words for SQLite's result codes.</summary>
internal static class SqliteFault
{
    public static string Sentence(Exception failure) => failure is SqliteException sqlite
        ? sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => "The disk that holds the evidence log is full: make room on it.",
            raw.SQLITE_READONLY => "The evidence log cannot be written: its file or its file system is read-only.",
            raw.SQLITE_IOERR => $"The disk that holds the evidence log reports an input/output error (SQLite {sqlite.SqliteExtendedErrorCode}): check the disk.",
            raw.SQLITE_CANTOPEN => "The file of the evidence log cannot be opened: check that it and its folder belong to the service user.",
            raw.SQLITE_CORRUPT => "The file of the evidence log is damaged: run 'appliance evidence verify' on a copy.",
            raw.SQLITE_NOTADB => "The file is not an evidence log.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another program holds the file of the evidence log.",
            raw.SQLITE_CONSTRAINT => "The evidence log was changed by another writer.",
            _ => $"The evidence log cannot be used (SQLite {sqlite.SqliteExtendedErrorCode}).",
        }
        : failure is UnauthorizedAccessException ? "The service user may not read and write it: check who owns the file and its folder." : failure.Message;
}
