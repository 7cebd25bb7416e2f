namespace Appliance.Coding.Calibration.Trees;

/// <summary>
/// A sum of regression trees over a row of features, evaluated without allocation. Nodes lie in arrays, tree after tree:
/// <code>
/// _feature[n] feature asked, or -1 at a leaf    _threshold[n] goes left when the feature is not greater; at a leaf its value
/// _left[n]    node on the left                  _right[n]     node on the right; both lie behind n, so evaluation ends
/// </code>
/// </summary>
internal sealed class BoostedTrees
{
    private readonly int[] _roots;
    private readonly int[] _feature;
    private readonly float[] _threshold;
    private readonly int[] _left;
    private readonly int[] _right;

    public BoostedTrees(double start, int[] roots, int[] feature, float[] threshold, int[] left, int[] right)
    {
        Start = start;
        _roots = roots;
        _feature = feature;
        _threshold = threshold;
        _left = left;
        _right = right;
    }

    /// <summary>Log-odds before any tree.</summary>
    public double Start { get; }

    public int[] Roots => _roots;

    public int[] Feature => _feature;

    public float[] Threshold => _threshold;

    public int[] Left => _left;

    public int[] Right => _right;

    /// <summary>Log-odds of a row. A row that is hopeless after the first trees is not looked at further.</summary>
    /// <param name="row">The features.</param>
    /// <param name="hopeless">Log-odds below which the first quarter of the trees ends the evaluation.</param>
    public double Score(ReadOnlySpan<float> row, double hopeless = double.NegativeInfinity)
    {
        var sum = Start;
        var look = _roots.Length / 4;
        for (var tree = 0; tree < _roots.Length; tree++)
        {
            if (tree == look && sum < hopeless)
                break;
            var node = _roots[tree];
            for (var feature = _feature[node]; feature >= 0; feature = _feature[node])
                node = row[feature] <= _threshold[node] ? _left[node] : _right[node];
            sum += _threshold[node];
        }

        return sum;
    }

    /// <summary>True when the arrays describe trees: lengths agree, children lie behind their parent and inside the arrays, features and values can be used.</summary>
    public bool IsSound(int features)
    {
        if (_threshold.Length != _feature.Length || _left.Length != _feature.Length || _right.Length != _feature.Length || !double.IsFinite(Start))
            return false;
        foreach (var root in _roots)
        {
            if (root < 0 || root >= _feature.Length)
                return false;
        }

        for (var node = 0; node < _feature.Length; node++)
        {
            if (_feature[node] >= features || _feature[node] < -1 || !float.IsFinite(_threshold[node]))
                return false;
            if (_feature[node] >= 0 && (_left[node] <= node || _right[node] <= node || _left[node] >= _feature.Length || _right[node] >= _feature.Length))
                return false;
        }

        return true;
    }
}
