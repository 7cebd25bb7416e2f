using Appliance.Domain;

namespace Appliance.Encounters.Review;

/// <summary>
/// What of an encounter each person was last shown, by a durable entry, so that acting on it is not recorded as showing it once more. Held in memory and bounded:
/// what is forgotten, or lost with the process, is recorded anew, never less than was shown.
/// </summary>
internal sealed class Showings
{
    /// <summary>Encounters in front of persons that are remembered.</summary>
    private const int Capacity = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<(EncounterId Encounter, Actor Person), Showing> _last = [];
    private readonly Queue<(EncounterId Encounter, Actor Person)> _order = new();

    /// <summary>What the person was shown last; nothing when that is not known.</summary>
    public Showing Of(EncounterId encounter, Actor person)
    {
        lock (_gate)
        {
            return _last.GetValueOrDefault((encounter, person));
        }
    }

    /// <summary>Keeps what the person has been shown.</summary>
    public void Keep(EncounterId encounter, Actor person, Showing showing)
    {
        lock (_gate)
        {
            if (!_last.ContainsKey((encounter, person)))
            {
                _order.Enqueue((encounter, person));
            }

            _last[(encounter, person)] = showing;
            if (_order.Count > Capacity)
            {
                _last.Remove(_order.Dequeue());
            }
        }
    }
}

/// <summary>One state of an encounter in front of a person.</summary>
/// <param name="FactsVersion">Version of its notes; 0 for none.</param>
/// <param name="CodingVersion">Version of the suggestions; 0 for none.</param>
/// <param name="Decisions">How many of its decisions.</param>
/// <param name="Sequence">The evidence entry that announced it.</param>
internal readonly record struct Showing(int FactsVersion, int CodingVersion, int Decisions, long Sequence);
