using System.Diagnostics.CodeAnalysis;
using Appliance.Domain;

namespace Appliance.Fhir;

/// <summary>Either a value or the refusals that an OperationOutcome lists, the first of which decides the status.</summary>
/// <typeparam name="T">What is there on success.</typeparam>
internal readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, IReadOnlyList<Refusal>? refusals)
    {
        _value = value;
        Refusals = refusals;
    }

    /// <summary>Why not; null on success.</summary>
    public IReadOnlyList<Refusal>? Refusals { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Refusals))]
    public bool Succeeded => Refusals is null;

    /// <summary>The value.</summary>
    public T Value => Succeeded ? _value! : throw new InvalidOperationException(Refusals[0].Code);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, [refusal]);

    public static implicit operator Result<T>(List<Refusal> refusals) => new(default, refusals);

    /// <summary>Refuses with these.</summary>
    public static Result<T> Refused(IReadOnlyList<Refusal> refusals) => new(default, refusals);
}
