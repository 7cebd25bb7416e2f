namespace Appliance.Coding.Calibration.Trees;

/// <summary>How trees are grown.</summary>
/// <param name="Trees">How many.</param>
/// <param name="Leaves">The most leaves of one.</param>
/// <param name="Rate">Share of a tree's correction that is taken.</param>
/// <param name="LeafRows">The fewest rows of a leaf.</param>
/// <param name="Ridge">Added to the curvature of a leaf, so that small leaves say little.</param>
/// <param name="FeatureShare">Share of the features that a tree may ask.</param>
/// <param name="RowShare">Share of the rows that a tree is grown on.</param>
internal sealed record TreeOptions(int Trees = 160, int Leaves = 20, double Rate = 0.07, int LeafRows = 25, double Ridge = 4, double FeatureShare = 0.6, double RowShare = 0.7);
