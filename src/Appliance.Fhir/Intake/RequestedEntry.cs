using Appliance.Domain.Intake;
using Appliance.Fhir.Parsing;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Intake;

/// <summary>What an entry asks for.</summary>
internal enum Interaction
{
    Create,
    Update,
    Read,
    Search,
}

/// <summary>An entry that was understood: what it asks for, and the resource that it brings.</summary>
internal sealed class RequestedEntry(RawEntry raw, Interaction interaction, string type)
{
    public RawEntry Raw => raw;

    public Interaction Interaction => interaction;

    public string Type => type;

    /// <summary>True when it may write.</summary>
    public bool Writes => interaction is Interaction.Create or Interaction.Update;

    public R4.Resource? Resource { get; init; }

    /// <summary>Identifiers that the resource carries.</summary>
    public IReadOnlyList<BusinessIdentifier> Identifiers { get; init; } = [];

    /// <summary>Condition of a create, if any.</summary>
    public BusinessIdentifier? IfNoneExist { get; init; }

    /// <summary>Version that an update demands, if any.</summary>
    public long? IfMatch { get; init; }

    /// <summary>Type and id; chosen by <see cref="KeyAssigner"/> for a create.</summary>
    public ResourceKey Key { get; set; }

    /// <summary>See <see cref="ResourceWrite.ExpectedVersion"/>.</summary>
    public long? ExpectedVersion { get; set; }

    /// <summary>The resource that a conditional create found: nothing is written.</summary>
    public bool AlreadyThere { get; set; }

    public IReadOnlyList<FoundReference> References { get; set; } = [];

    /// <summary>Old to new reference, for the bytes that are stored; beside those of the whole delivery.</summary>
    public Dictionary<string, ResourceKey> Rewrites { get; } = new(StringComparer.Ordinal);

    public ResourceKey? Patient { get; set; }

    public ResourceKey? Encounter { get; set; }

    /// <summary>The reference by which it belongs to its encounter, for naming the place of a fault.</summary>
    public FoundReference? EncounterReference { get; set; }

    /// <summary>True when it brings text to be coded.</summary>
    public bool IsNote => NoteTypes.Contains(type);

    /// <summary>Forgets what an attempt worked out, so that the next begins from the request.</summary>
    public void Reset()
    {
        AlreadyThere = false;
        ExpectedVersion = interaction == Interaction.Update ? IfMatch : null;
        Rewrites.Clear();
        References = [];
    }

    /// <summary>FHIRPath of a reference of the resource.</summary>
    public string PathOf(FoundReference reference)
    {
        var inside = JsonPath.At(raw.Resource.Span, reference.Offset);
        return raw.Path.Length == 0 ? inside : raw.At("resource") + inside[inside.IndexOf('.', StringComparison.Ordinal)..];
    }

    /// <summary>The types whose text is coded.</summary>
    public static readonly string[] NoteTypes = ["DocumentReference", "Composition", "DiagnosticReport"];
}
