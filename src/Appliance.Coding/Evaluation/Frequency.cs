namespace Appliance.Coding.Evaluation;

/// <summary>How often codes are labelled, in steps: rare codes are where engines differ.</summary>
public static class Frequency
{
    private static readonly int[] Least = [0, 1, 2, 5, 10, 25, 100];

    /// <summary>The step of so many notes; steps order as their numbers do.</summary>
    public static int StepOf(int notes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(notes);
        return Array.FindLastIndex(Least, least => least <= notes);
    }

    /// <summary>A step in words ("5 to 9").</summary>
    public static string NameOf(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Least.Length);
        if (step == Least.Length - 1)
            return FormattableString.Invariant($"{Least[step]} and more");
        var last = Least[step + 1] - 1;
        return last == Least[step] ? FormattableString.Invariant($"{last}") : FormattableString.Invariant($"{Least[step]} to {last}");
    }
}
