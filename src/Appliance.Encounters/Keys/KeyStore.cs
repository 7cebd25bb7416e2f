using System.Collections.Concurrent;
using System.Security.Cryptography;
using Appliance.Encounters.Storage;
using Appliance.Encounters.Storage.Sqlite;

namespace Appliance.Encounters.Keys;

/// <summary>
/// The data keys, wrapped under the master key, in a store of their own. A key is durable before anything is encrypted under it, so a crash leaves at
/// worst a key that protects nothing. To erase a key is to dispose of all that it protects.
/// </summary>
public sealed class KeyStore : IDisposable
{
    private const string Table = "data_key";
    private readonly KeySql _sql;
    private readonly DataKey _wrapping;
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<Guid, DataKey> _cache = new();

    private KeyStore(KeySql sql, MasterKey master, int capacity, TimeProvider time)
    {
        _sql = sql;
        _wrapping = new DataKey(Guid.Empty, 1, master.Wrapping);
        _capacity = capacity;
        _time = time;
        Index = new BlindIndex(master);
    }

    /// <summary>The index under this installation's master key.</summary>
    public BlindIndex Index { get; }

    /// <summary>Number of keys in the store.</summary>
    public long Count => _sql.Count();

    /// <summary>Opens the store; makes it and the master key at first start.</summary>
    /// <param name="databasePath">The store.</param>
    /// <param name="masterKeyPath">The master key file.</param>
    /// <param name="capacity">Unwrapped keys held in memory.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StorageOpenException">Keys are missing or do not belong together; the message says what to do.</exception>
    public static KeyStore Open(string databasePath, string masterKeyPath, int capacity, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var sql = KeySql.Open(databasePath, time);
        try
        {
            var existing = sql.Count();
            var store = new KeyStore(sql, MasterKey.Open(masterKeyPath, mayCreate: existing == 0), capacity, time);
            if (existing == 0)
            {
                store.Create([(Guid.Empty, KeyScope.Installation)]);
            }

            try
            {
                _ = store.Find(Guid.Empty) ?? throw StorageOpenException.Keys($"The key store {databasePath} has lost the installation's key: restore it from its backup.");
            }
            catch (CryptographicException)
            {
                throw StorageOpenException.Keys($"The master key {masterKeyPath} does not open the key store {databasePath}: they belong to different installations. Restore the pair from one backup.");
            }

            return store;
        }
        catch
        {
            sql.Dispose();
            throw;
        }
    }

    /// <summary>The current key of a subject, or null when it was erased or never made.</summary>
    public DataKey? Find(Guid owner)
    {
        if (_cache.TryGetValue(owner, out var cached))
        {
            return cached;
        }

        if (_sql.Read(owner) is not { } row)
        {
            return null;
        }

        return Remember(new DataKey(owner, row.Version, FieldCipher.Open(_wrapping, Table, "wrapped", RowOf(owner, row.Version), row.Wrapped)));
    }

    /// <summary>Makes keys for new subjects; all are durable when it returns.</summary>
    public IReadOnlyList<DataKey> Create(IReadOnlyList<(Guid Owner, KeyScope Scope)> owners)
    {
        ArgumentNullException.ThrowIfNull(owners);
        var keys = owners.Select(o => new DataKey(o.Owner, 1, RandomNumberGenerator.GetBytes(MasterKey.Length))).ToList();
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _sql.Insert([.. keys.Zip(owners, (key, owner) => new WrappedKey(
            key.Owner, owner.Scope, key.Version, FieldCipher.Seal(_wrapping, Table, "wrapped", RowOf(key.Owner, key.Version), key.Secret), now))]);
        foreach (var key in keys)
        {
            Remember(key);
        }

        return keys;
    }

    /// <summary>Destroys a subject's key: what it protects can no longer be read by anybody, backups of the data included.</summary>
    /// <returns>False when there was none.</returns>
    public bool Erase(Guid owner)
    {
        if (owner == Guid.Empty)
        {
            throw new ArgumentException("The installation's own key is never erased.", nameof(owner));
        }

        // The bytes in memory are left to the collector: overwriting a key that another thread is sealing with would seal under zeros.
        var erased = _sql.Delete(owner);
        _cache.TryRemove(owner, out _);
        return erased;
    }

    /// <inheritdoc/>
    public void Dispose() => _sql.Dispose();

    private DataKey Remember(DataKey key)
    {
        if (_cache.Count >= _capacity)
        {
            foreach (var other in _cache.Keys.Take(1 + (_capacity / 8)))
            {
                _cache.TryRemove(other, out _);
            }
        }

        _cache[key.Owner] = key;
        return key;
    }

    private static byte[] RowOf(Guid owner, int version) => [.. owner.ToByteArray(bigEndian: true), .. BitConverter.GetBytes(version)];
}
