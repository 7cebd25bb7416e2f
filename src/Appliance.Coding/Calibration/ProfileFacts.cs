using Appliance.Domain;

namespace Appliance.Coding.Calibration;

/// <summary>What a profile was trained on: counts and versions, no text.</summary>
/// <param name="Notes">How many labelled notes.</param>
/// <param name="Labels">How many labels they have together.</param>
/// <param name="DistinctCodes">How many different codes among them.</param>
/// <param name="Policy">The policy it is for.</param>
/// <param name="EngineVersion">The engine that read the notes.</param>
/// <param name="Release">The newest code-set release at the time.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Folds">Parts of the cross-validation.</param>
/// <param name="TrainedOn">The day; null when not said.</param>
public sealed record ProfileTraining(int Notes, int Labels, int DistinctCodes, CodingPolicy Policy, string EngineVersion, string Release, int Seed, int Folds, DateOnly? TrainedOn);

/// <summary>What cross-validation measured: every note read with what was learned from other notes.</summary>
/// <param name="Precision">Micro precision of the shown codes.</param>
/// <param name="Recall">Micro recall of the shown codes.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="MeanAveragePrecision">Mean over the notes of the average precision of the ranked codes.</param>
/// <param name="HighPrecision">Micro precision of the high-confidence tier.</param>
/// <param name="HighRecall">Micro recall of the high-confidence tier.</param>
/// <param name="CalibrationError">Expected calibration error over ten equally wide steps of probability, all candidates.</param>
public sealed record ProfileMeasurement(double Precision, double Recall, double F1, double MeanAveragePrecision, double HighPrecision, double HighRecall, double CalibrationError);

/// <summary>From which probability on a suggestion is shown, and from which it is of the high-confidence tier.</summary>
/// <param name="Display">The display threshold.</param>
/// <param name="High">The threshold of the high-confidence tier.</param>
/// <param name="PrecisionTarget">The precision that the hospital asked of that tier.</param>
public sealed record ProfileThresholds(double Display, double High, double PrecisionTarget);
