namespace Appliance.Domain;

/// <summary>What sort of refusal, so that each edge can translate it once (HTTP status, FHIR issue type, words on screen).</summary>
public enum RefusalKind
{
    /// <summary>What was sent is not well formed or breaks a rule: 400, FHIR <c>invalid</c>.</summary>
    Invalid = 0,

    /// <summary>Understood, but cannot be processed as it is: 422, FHIR <c>processing</c>.</summary>
    Unprocessable,

    /// <summary>No or wrong credentials: 401, FHIR <c>login</c>.</summary>
    Unauthenticated,

    /// <summary>Known, but not allowed: 403, FHIR <c>forbidden</c>.</summary>
    Forbidden,

    /// <summary>Not there: 404, FHIR <c>not-found</c>.</summary>
    NotFound,

    /// <summary>Somebody else changed it first: 409 or 412, FHIR <c>conflict</c>.</summary>
    Conflict,

    /// <summary>Larger than a stated bound: 413, FHIR <c>too-long</c>.</summary>
    TooLarge,

    /// <summary>Not supported here: 415 or 501, FHIR <c>not-supported</c>.</summary>
    NotSupported,

    /// <summary>Too much at once; try again later: 503 with <c>Retry-After</c>, FHIR <c>throttled</c>.</summary>
    Pushback,

    /// <summary>Evidence or storage cannot be written, so nothing moves: 503, FHIR <c>transient</c>.</summary>
    Unavailable,
}

/// <summary>An expected "no": stable code, plain sentence, and where the fault lies. It never contains PHI.</summary>
/// <param name="Code">Stable and unique in the solution: <c>APP-ING-004</c>.</param>
/// <param name="Kind">What sort of refusal.</param>
/// <param name="Message">What happened, what was kept, what to do: a plain sentence without PHI.</param>
public sealed record Refusal(string Code, RefusalKind Kind, string Message)
{
    /// <summary>Where the fault lies, as FHIRPath or a JSON pointer; null when it is not about a place. Names elements, never values.</summary>
    public string? Location { get; init; }
}

/// <summary>Either a value or one <see cref="Domain.Refusal"/>. The default value is neither and throws on access.</summary>
/// <typeparam name="T">What is there on success.</typeparam>
public readonly record struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Refusal? refusal, bool succeeded)
    {
        _value = value;
        Refusal = refusal;
        Succeeded = succeeded;
    }

    /// <summary>True when there is a value.</summary>
    public bool Succeeded { get; }

    /// <summary>Why not; null when there is a value.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">It was refused; the message is the refusal's code.</exception>
    public T Value => Succeeded ? _value! : throw new InvalidOperationException($"No value: {Refusal?.Code ?? "outcome not set"}.");

    /// <summary>Succeeds with a value.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null, true);

    /// <summary>Refuses.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal, false);
}
