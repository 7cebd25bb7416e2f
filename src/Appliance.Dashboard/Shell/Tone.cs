namespace Appliance.Dashboard.Shell;

/// <summary>The four looks of a state. Each is drawn with its own shape and a word, never by colour alone.</summary>
public enum Tone
{
    /// <summary>Grey, hatched: not known. Never drawn as <see cref="Ok"/>.</summary>
    Unknown = 0,

    /// <summary>Teal, filled dot.</summary>
    Ok,

    /// <summary>Amber, ring.</summary>
    Warn,

    /// <summary>Red, square.</summary>
    Bad,
}

/// <summary>The class names of the tones in <c>dashboard.css</c>.</summary>
public static class ToneExtensions
{
    /// <summary>The class name.</summary>
    public static string Css(this Tone tone) => tone switch
    {
        Tone.Ok => "ok",
        Tone.Warn => "warn",
        Tone.Bad => "bad",
        _ => "unknown",
    };
}
