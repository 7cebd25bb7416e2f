using System.Buffers;
using System.Text.Json;
using Appliance.Domain;
using Appliance.Evidence;

namespace Appliance.Fhir.Http;

/// <summary>What a client asked to get back for a write.</summary>
internal enum Preference
{
    Minimal,
    Representation,
    OperationOutcome,
}

/// <summary>An answer before it is written to the wire: always JSON, whatever the client reads.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The body; empty for none.</param>
internal sealed record FhirAnswer(int Status, ReadOnlyMemory<byte> Json)
{
    public long? Version { get; init; }

    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Address of a created resource, relative to the base.</summary>
    public string? Location { get; init; }

    /// <summary>Why not; null when it was done.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Crossings that end when the body has been written.</summary>
    public IReadOnlyList<(Crossing Crossing, long Bytes)> Crossings { get; init; } = [];

    /// <summary>An OperationOutcome.</summary>
    public static FhirAnswer Of(IReadOnlyList<Refusal> refusals) =>
        new(OutcomeMapper.StatusOf(refusals[0]), Body(w => OutcomeMapper.Write(w, refusals))) { Refusal = refusals[0] };

    /// <summary>Writes a JSON body.</summary>
    public static ReadOnlyMemory<byte> Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
            write(writer);
        return buffer.WrittenMemory;
    }
}
