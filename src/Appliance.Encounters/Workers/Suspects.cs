using System.Collections.Concurrent;
using Appliance.Domain;

namespace Appliance.Encounters.Workers;

/// <summary>Encounters on which a worker died lately: until they are answered they are sent with no other beside them, so that no other has to be sent twice.</summary>
internal sealed class Suspects
{
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<Pseudonym, byte> _subjects = [];

    public bool Contains(Pseudonym subject) => _subjects.ContainsKey(subject);

    public void Add(Pseudonym subject)
    {
        if (subject == Pseudonym.None)
        {
            return;
        }

        if (_subjects.Count >= MaxRemembered)
        {
            _subjects.Clear();
        }

        _subjects[subject] = 0;
    }

    public void Clear(Pseudonym subject) => _subjects.TryRemove(subject, out _);
}
