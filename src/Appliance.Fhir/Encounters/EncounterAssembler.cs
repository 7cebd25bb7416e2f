using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Fhir.Intake;
using R4 = Hl7.Fhir.Model;

namespace Appliance.Fhir.Encounters;

/// <summary>
/// Puts each encounter that a delivery touches together anew, from what is stored overlaid by what is delivered, so that what is coded never depends on the
/// order in which resources arrived.
/// </summary>
internal sealed class EncounterAssembler(StoreView view, IReadOnlyList<RequestedEntry> writes)
{
    private readonly Dictionary<ResourceKey, RequestedEntry> _delivered = writes.ToDictionary(w => w.Key);

    /// <summary>The encounters that the delivery touches: their own resource, a note of theirs, or their patient's birth date or sex.</summary>
    public async Task<List<EncounterDelivery>> AssembleAsync(CancellationToken cancellation)
    {
        var touched = new HashSet<ResourceKey>();
        foreach (var write in writes)
        {
            if (write.Encounter is { } encounter && (write.IsNote || write.Type == "Encounter"))
                touched.Add(encounter);
            if (write.IsNote && write.ExpectedVersion != 0)
                await AddFormerAsync(write.Key, touched, cancellation).ConfigureAwait(false);
            if (write.Resource is R4.Patient after && write.ExpectedVersion != 0
                && await view.ResourceAsync(write.Key, cancellation).ConfigureAwait(false) is R4.Patient before && EncounterFacts.Differ(before, after))
                touched.UnionWith(await view.Store.EncountersOfPatientAsync(write.Key, cancellation).ConfigureAwait(false));
        }

        var assembled = new List<EncounterDelivery>(touched.Count);
        foreach (var key in touched)
        {
            if (await OneAsync(key, cancellation).ConfigureAwait(false) is { } encounter)
                assembled.Add(encounter);
        }

        return assembled;
    }

    /// <summary>The encounter that a note belonged to before it was moved to another.</summary>
    private async Task AddFormerAsync(ResourceKey note, HashSet<ResourceKey> touched, CancellationToken cancellation)
    {
        if (await view.ReadAsync(note, cancellation).ConfigureAwait(false) is { } stored
            && ResourceBytes.References(stored.Content.Span).FirstOrDefault(r => r.Holder == "encounter") is { } former
            && FhirReference.TryRelative(former.Value, out var key))
            touched.Add(key);
    }

    private async Task<EncounterDelivery?> OneAsync(ResourceKey key, CancellationToken cancellation)
    {
        if (await CurrentAsync(key, cancellation).ConfigureAwait(false) is not R4.Encounter encounter)
            return null;
        var patient = _delivered.TryGetValue(key, out var write) ? write.Patient : SubjectOf(encounter);
        if (patient is not { } who)
            return null;

        var documents = new List<ClinicalDocument>();
        foreach (var note in await NotesOfAsync(key, write is { ExpectedVersion: 0 }, cancellation).ConfigureAwait(false))
        {
            if (await CurrentAsync(note, cancellation).ConfigureAwait(false) is { } resource && ClinicalDocument.Of(resource, note) is { } document)
                documents.Add(document);
        }

        var final = Final(documents);
        var (notes, unreadable) = await ReadAsync(final, cancellation).ConfigureAwait(false);
        var person = await CurrentAsync(who, cancellation).ConfigureAwait(false) as R4.Patient;
        return new EncounterDelivery(key, who, EncounterFacts.Of(encounter, person, notes))
        {
            NotesNotFinal = documents.Count - final.Count,
            UnreadableNotes = unreadable,
        };
    }

    private async Task<IEnumerable<ResourceKey>> NotesOfAsync(ResourceKey encounter, bool isNew, CancellationToken cancellation)
    {
        IReadOnlyList<ResourceKey> stored = isNew ? [] : await view.Store.OfEncounterAsync(encounter, cancellation).ConfigureAwait(false);
        return stored.Where(k => RequestedEntry.NoteTypes.Contains(k.Type) && !_delivered.ContainsKey(k))
            .Concat(writes.Where(w => w.IsNote && w.Encounter == encounter).Select(w => w.Key))
            .Distinct();
    }

    /// <summary>Final documents that no other final document replaces.</summary>
    private List<ClinicalDocument> Final(List<ClinicalDocument> documents)
    {
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in documents.Where(d => d.IsFinal))
        {
            foreach (var reference in document.Replaces)
                replaced.Add(Rewritten(document.Key, reference));
        }

        return [.. documents.Where(d => d.IsFinal && !replaced.Contains(d.Key.ToString()))];
    }

    private async Task<(IReadOnlyList<Note> Notes, IReadOnlyList<Refusal> Unreadable)> ReadAsync(List<ClinicalDocument> documents, CancellationToken cancellation)
    {
        var notes = new List<(ResourceKey Key, Note Note)>();
        var unreadable = new List<Refusal>();
        var texts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var document in documents.OrderByDescending(d => d.Key.Type == "DocumentReference").ThenBy(d => d.Key.Type, StringComparer.Ordinal).ThenBy(d => d.Key.Id, StringComparer.Ordinal))
        {
            var read = document.Read();
            if (read.Refusal is { } refusal)
            {
                unreadable.Add(refusal);
                continue;
            }

            // EHRs send one text both as a document and as a report's presented form; it is read once.
            if (!texts.Add(read.Value.Text) && document.Key.Type == "DiagnosticReport")
                continue;
            notes.Add((document.Key, new Note(new NoteId(document.Key.Id), read.Value.Text)
            {
                Type = document.Type,
                Loinc = document.Loinc,
                Date = document.Date,
                Author = await RoleAsync(document, cancellation).ConfigureAwait(false),
            }));
        }

        if (notes.Count > Domain.Encounter.MaxNotes)
            unreadable.Add(Refusals.NotesBound());
        var newest = Unique(notes).OrderByDescending(n => n.Date ?? DateTimeOffset.MaxValue).ThenByDescending(n => n.Id.Value, StringComparer.Ordinal).Take(Domain.Encounter.MaxNotes);
        return ([.. newest.Reverse()], unreadable);
    }

    /// <summary>Ids are unique in an encounter; where resources of two types share one, the second carries its type in front.</summary>
    private static IEnumerable<Note> Unique(List<(ResourceKey Key, Note Note)> notes)
    {
        var ids = new HashSet<NoteId>();
        foreach (var (key, note) in notes)
            yield return ids.Add(note.Id) ? note : note with { Id = new NoteId(key.ToString()) };
    }

    private async Task<AuthorRole> RoleAsync(ClinicalDocument document, CancellationToken cancellation)
    {
        foreach (var reference in document.Authors)
        {
            if (!FhirReference.TryRelative(Rewritten(document.Key, reference), out var key))
                continue;
            var role = key.Type is "Patient" or "RelatedPerson"
                ? AuthorRole.Patient
                : AuthorRoles.Of(await CurrentAsync(key, cancellation).ConfigureAwait(false));
            if (role != AuthorRole.Unknown)
                return role;
        }

        return AuthorRoles.OfDocument(document.Loinc, document.Type);
    }

    /// <summary>A reference as it will be stored.</summary>
    private string Rewritten(ResourceKey holder, string reference) =>
        _delivered.TryGetValue(holder, out var write) && write.References.FirstOrDefault(r => r.Value == reference)?.Target is { } target ? target.ToString() : reference;

    private async ValueTask<R4.Resource?> CurrentAsync(ResourceKey key, CancellationToken cancellation) =>
        _delivered.TryGetValue(key, out var write) ? write.Resource : await view.ResourceAsync(key, cancellation).ConfigureAwait(false);

    private static ResourceKey? SubjectOf(R4.Encounter encounter) =>
        encounter.Subject?.Reference is { } reference && FhirReference.TryRelative(reference, out var key) ? key : null;
}
