using Appliance.Domain;

namespace Appliance.Encounters.Storage;

/// <summary>The data folder's databases or keys cannot be used, so the appliance does not start. The message says what to do; it holds no key and no PHI.</summary>
public sealed class StorageOpenException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StorageOpenException(Refusal refusal)
        : base(refusal?.Message) => Refusal = refusal ?? throw new ArgumentNullException(nameof(refusal));

    /// <summary>Why, with its stable code.</summary>
    public Refusal Refusal { get; }

    internal static StorageOpenException Keys(string sentence) => new(Refusals.KeysUnusable(sentence));

    internal static StorageOpenException Newer(string sentence) => new(Refusals.NewerSchema(sentence));

    internal static StorageOpenException Database(string path, string why) => new(Refusals.DatabaseUnusable(path, why));
}
