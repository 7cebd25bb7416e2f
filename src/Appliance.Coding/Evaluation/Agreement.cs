using System.Globalization;

namespace Appliance.Coding.Evaluation;

/// <summary>Counts of codes: how many were given, labelled, and both. Adds up over notes or codes.</summary>
/// <param name="Right">Given and labelled.</param>
/// <param name="Given">Given.</param>
/// <param name="Labelled">Labelled.</param>
public readonly record struct Agreement(int Right, int Given, int Labelled)
{
    /// <summary>Right of given; 0 when none is given.</summary>
    public double Precision => Given == 0 ? 0 : (double)Right / Given;

    /// <summary>Right of labelled; 0 when none is labelled.</summary>
    public double Recall => Labelled == 0 ? 0 : (double)Right / Labelled;

    /// <summary>The harmonic mean of both.</summary>
    public double F1 => Given + Labelled == 0 ? 0 : 2.0 * Right / (Given + Labelled);

    /// <summary>Both counts together.</summary>
    public static Agreement operator +(Agreement a, Agreement b) => new(a.Right + b.Right, a.Given + b.Given, a.Labelled + b.Labelled);

    /// <summary>Both counts together.</summary>
    public static Agreement Add(Agreement left, Agreement right) => left + right;

    /// <summary>Of one note.</summary>
    public static Agreement Of(CodedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return new Agreement(note.Right, note.Given.Count, note.Labels.Count);
    }

    /// <summary>Of all notes together (micro).</summary>
    public static Agreement Of(IEnumerable<CodedNote> notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        return notes.Aggregate(default(Agreement), (sum, note) => sum + Of(note));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"P {Precision:F3} R {Recall:F3} F1 {F1:F3}");
}
