namespace Appliance.Coding.Calibration.Trees;

/// <summary>Rows of features cut into at most 64 steps a feature, column by column, for the tree trainer.</summary>
internal sealed class FeatureTable
{
    /// <summary>The most steps a feature is cut into.</summary>
    public const int Steps = 64;

    private readonly float[][] _cuts;
    private readonly byte[][] _columns;

    public FeatureTable(IReadOnlyList<float[]> rows, int features)
    {
        Rows = rows.Count;
        _cuts = new float[features][];
        _columns = new byte[features][];
        var values = new float[rows.Count];
        for (var feature = 0; feature < features; feature++)
        {
            for (var row = 0; row < rows.Count; row++)
                values[row] = rows[row][feature];
            var cuts = Cut(values);
            var column = new byte[rows.Count];
            for (var row = 0; row < rows.Count; row++)
                column[row] = (byte)StepOf(cuts, rows[row][feature]);
            (_cuts[feature], _columns[feature]) = (cuts, column);
        }
    }

    /// <summary>How many rows.</summary>
    public int Rows { get; }

    /// <summary>How many features.</summary>
    public int Features => _columns.Length;

    /// <summary>The steps of a feature, row by row.</summary>
    public byte[] Column(int feature) => _columns[feature];

    /// <summary>How many steps a feature has.</summary>
    public int StepsOf(int feature) => _cuts[feature].Length + 1;

    /// <summary>The greatest value of a step; a row goes left when its value is not greater.</summary>
    public float CutAfter(int feature, int step) => _cuts[feature][step];

    /// <summary>Cuts between different values so that about equally many rows fall between two of them.</summary>
    private static float[] Cut(float[] values)
    {
        var sorted = (float[])values.Clone();
        Array.Sort(sorted);
        var cuts = new List<float>();
        var different = 1;
        for (var i = 1; i < sorted.Length; i++)
            different += sorted[i] != sorted[i - 1] ? 1 : 0;
        var share = different <= Steps ? 1 : Math.Max(1, sorted.Length / (Steps - 1));
        var since = 1;
        for (var i = 1; i < sorted.Length && cuts.Count < Steps - 1; i++, since++)
        {
            if (sorted[i] == sorted[i - 1] || since < share)
                continue;
            cuts.Add((sorted[i] + sorted[i - 1]) / 2);
            since = 0;
        }

        return [.. cuts];
    }

    private static int StepOf(float[] cuts, float value)
    {
        var low = 0;
        var high = cuts.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (value <= cuts[middle])
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
