namespace Appliance.Coding.Evaluation;

/// <summary>One step of a reliability diagram.</summary>
/// <param name="From">Lowest confidence of the step.</param>
/// <param name="To">Highest; counted into the next step unless it is 1.</param>
/// <param name="Count">Suggestions in it.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Right">Share of them that is labelled.</param>
public readonly record struct ReliabilityStep(double From, double To, int Count, double Confidence, double Right);

/// <summary>Whether confidence means what it says: of the suggestions with .8, are 80 % right?</summary>
/// <param name="Steps">Equally wide steps of confidence; empty ones have count 0.</param>
/// <param name="ExpectedError">Expected calibration error: mean over the suggestions of the distance between mean confidence and share of right ones of their step (Naeini, AAAI 2015).</param>
/// <param name="Brier">Mean squared distance between confidence and what was true (Brier 1950).</param>
public sealed record Reliability(IReadOnlyList<ReliabilityStep> Steps, double ExpectedError, double Brier)
{
    /// <summary>Counts all suggestions, shown or not.</summary>
    public static Reliability Of(IEnumerable<CodedNote> notes, int steps = 10)
    {
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var sums = new (int Count, double Confidence, int Right)[steps];
        var brier = 0.0;
        var total = 0;
        foreach (var note in notes)
        {
            foreach (var code in note.Ranking)
            {
                var right = note.Labels.Contains(code.Code) ? 1 : 0;
                var step = Math.Min(steps - 1, (int)(code.Confidence * steps));
                sums[step] = (sums[step].Count + 1, sums[step].Confidence + code.Confidence, sums[step].Right + right);
                brier += (code.Confidence - right) * (code.Confidence - right);
                total++;
            }
        }

        var read = sums.Select((sum, i) => new ReliabilityStep(
            (double)i / steps, (double)(i + 1) / steps, sum.Count, sum.Count == 0 ? 0 : sum.Confidence / sum.Count, sum.Count == 0 ? 0 : (double)sum.Right / sum.Count)).ToList();
        return new Reliability(
            read, total == 0 ? 0 : read.Sum(step => step.Count * Math.Abs(step.Confidence - step.Right)) / total, total == 0 ? 0 : brier / total);
    }
}
