namespace Appliance.Coding.Calibration.Trees;

/// <summary>
/// Grows boosted trees for a yes-or-no answer (logistic loss, second-order leaf values, the best leaf first, histograms of steps). One thread, sums in a fixed
/// order and a seeded choice of rows and features: the same rows give the same trees on the same machine.
/// </summary>
internal sealed class TreeTrainer
{
    private readonly FeatureTable _table;
    private readonly bool[] _labels;
    private readonly TreeOptions _options;
    private readonly Random _random;
    private readonly double[] _scores;
    private readonly double[] _slope;
    private readonly double[] _curve;
    private readonly int[] _order;
    private readonly int[] _spare;
    private readonly List<int> _roots = [];
    private readonly List<int> _feature = [];
    private readonly List<float> _threshold = [];
    private readonly List<int> _left = [];
    private readonly List<int> _right = [];

    private TreeTrainer(FeatureTable table, bool[] labels, TreeOptions options, int seed)
    {
        _table = table;
        _labels = labels;
        _options = options;
        _random = new Random(seed);
        _scores = new double[table.Rows];
        _slope = new double[table.Rows];
        _curve = new double[table.Rows];
        _order = new int[table.Rows];
        _spare = new int[table.Rows];
    }

    /// <summary>Trains.</summary>
    public static BoostedTrees Train(IReadOnlyList<float[]> rows, bool[] labels, int features, TreeOptions options, int seed, CancellationToken cancellation) =>
        new TreeTrainer(new FeatureTable(rows, features), labels, options, seed).Run(cancellation);

    private BoostedTrees Run(CancellationToken cancellation)
    {
        var positive = (_labels.Count(l => l) + 1.0) / (_labels.Length + 2.0);
        var start = Math.Round(Math.Log(positive / (1 - positive)), 6);
        Array.Fill(_scores, start);
        for (var tree = 0; tree < _options.Trees; tree++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var row = 0; row < _scores.Length; row++)
            {
                var p = 1 / (1 + Math.Exp(-_scores[row]));
                _slope[row] = p - (_labels[row] ? 1 : 0);
                _curve[row] = Math.Max(1e-6, p * (1 - p));
            }

            Grow();
        }

        return new BoostedTrees(start, [.. _roots], [.. _feature], [.. _threshold], [.. _left], [.. _right]);
    }

    private void Grow()
    {
        var count = 0;
        for (var row = 0; row < _scores.Length; row++)
        {
            if (_random.NextDouble() < _options.RowShare)
                _order[count++] = row;
        }

        var features = Enumerable.Range(0, _table.Features).Where(f => _table.StepsOf(f) > 1 && _random.NextDouble() < _options.FeatureShare).ToArray();
        var root = AddNode();
        _roots.Add(root);
        var open = new List<OpenLeaf> { Measure(new OpenLeaf(root, 0, count), features) };
        for (var leaves = 1; leaves < _options.Leaves; leaves++)
        {
            var best = open.MaxBy(leaf => leaf.Gain)!;
            if (best.Gain <= 1e-9)
                break;
            open.Remove(best);
            var (left, right) = Split(best);
            MeasureBoth(best, left, right, features);
            open.Add(left);
            open.Add(right);
        }

        foreach (var leaf in open)
            _threshold[leaf.Node] = (float)Math.Round(-_options.Rate * leaf.Slope / (leaf.Curve + _options.Ridge), 6);
        Advance(root);
    }

    /// <summary>Adds the new tree to the score of every row, also of those it was not grown on.</summary>
    private void Advance(int root)
    {
        for (var row = 0; row < _scores.Length; row++)
        {
            var node = root;
            while (_feature[node] >= 0)
                node = _table.Column(_feature[node])[row] <= _steps[node] ? _left[node] : _right[node];
            _scores[row] += _threshold[node];
        }
    }

    private readonly List<byte> _steps = [];

    private int AddNode()
    {
        _feature.Add(-1);
        _threshold.Add(0);
        _left.Add(0);
        _right.Add(0);
        _steps.Add(0);
        return _feature.Count - 1;
    }

    private (OpenLeaf Left, OpenLeaf Right) Split(OpenLeaf leaf)
    {
        var column = _table.Column(leaf.Feature);
        var left = leaf.From;
        var right = 0;
        for (var i = leaf.From; i < leaf.To; i++)
        {
            var row = _order[i];
            if (column[row] <= leaf.Step)
                _order[left++] = row;
            else
                _spare[right++] = row;
        }

        Array.Copy(_spare, 0, _order, left, right);
        var (a, b) = (AddNode(), AddNode());
        _feature[leaf.Node] = leaf.Feature;
        _threshold[leaf.Node] = _table.CutAfter(leaf.Feature, leaf.Step);
        _steps[leaf.Node] = (byte)leaf.Step;
        (_left[leaf.Node], _right[leaf.Node]) = (a, b);
        return (new OpenLeaf(a, leaf.From, left), new OpenLeaf(b, left, leaf.To));
    }

    /// <summary>Counts the smaller half; the other is the parent less it.</summary>
    private void MeasureBoth(OpenLeaf parent, OpenLeaf left, OpenLeaf right, int[] features)
    {
        var (small, large) = left.To - left.From <= right.To - right.From ? (left, right) : (right, left);
        Measure(small, features);
        large.Histogram = parent.Histogram;
        for (var i = 0; i < large.Histogram!.Length; i++)
            large.Histogram[i] -= small.Histogram![i];
        FindSplit(large, features);
        parent.Histogram = null;
    }

    private OpenLeaf Measure(OpenLeaf leaf, int[] features)
    {
        var histogram = new double[features.Length * FeatureTable.Steps * 3];
        for (var f = 0; f < features.Length; f++)
        {
            var column = _table.Column(features[f]);
            var at = f * FeatureTable.Steps * 3;
            for (var i = leaf.From; i < leaf.To; i++)
            {
                var row = _order[i];
                var slot = at + (column[row] * 3);
                histogram[slot] += _slope[row];
                histogram[slot + 1] += _curve[row];
                histogram[slot + 2]++;
            }
        }

        leaf.Histogram = histogram;
        FindSplit(leaf, features);
        return leaf;
    }

    private void FindSplit(OpenLeaf leaf, int[] features)
    {
        for (var f = 0; f < features.Length; f++)
        {
            var bins = leaf.Histogram.AsSpan(f * FeatureTable.Steps * 3, FeatureTable.Steps * 3);
            double slope = 0, curve = 0, rows = 0;
            for (var s = 0; s < bins.Length; s += 3)
                (slope, curve, rows) = (slope + bins[s], curve + bins[s + 1], rows + bins[s + 2]);
            if (f == 0)
                (leaf.Slope, leaf.Curve) = (slope, curve);
            var whole = slope * slope / (curve + _options.Ridge);
            double leftSlope = 0, leftCurve = 0, leftRows = 0;
            for (var step = 0; step + 1 < _table.StepsOf(features[f]); step++)
            {
                (leftSlope, leftCurve, leftRows) = (leftSlope + bins[step * 3], leftCurve + bins[(step * 3) + 1], leftRows + bins[(step * 3) + 2]);
                if (leftRows < _options.LeafRows)
                    continue;
                if (rows - leftRows < _options.LeafRows)
                    break;
                var rest = slope - leftSlope;
                var gain = (leftSlope * leftSlope / (leftCurve + _options.Ridge)) + (rest * rest / (curve - leftCurve + _options.Ridge)) - whole;
                if (gain > leaf.Gain)
                    (leaf.Gain, leaf.Feature, leaf.Step) = (gain, features[f], step);
            }
        }
    }

    /// <summary>A leaf that may still be split, with its rows in <c>_order[From..To]</c>.</summary>
    private sealed class OpenLeaf(int node, int from, int to)
    {
        public int Node { get; } = node;

        public int From { get; } = from;

        public int To { get; } = to;

        public double[]? Histogram { get; set; }

        public double Gain { get; set; }

        public int Feature { get; set; }

        public int Step { get; set; }

        public double Slope { get; set; }

        public double Curve { get; set; }
    }
}
