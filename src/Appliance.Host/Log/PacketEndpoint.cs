using System.Globalization;
using Appliance.Domain;
using Appliance.Encounters.Hosting;
using Appliance.Evidence;
using Appliance.Evidence.Packets;
using Appliance.Evidence.Trails;
using Appliance.Host.Access;
using Appliance.Host.Operations;

namespace Appliance.Host.Log;

/// <summary><c>GET /log/packet?subject=…</c> or <c>?from=…&amp;to=…</c>: an evidence packet as a zip. That it was taken out is itself an entry, before it is.</summary>
internal static class PacketEndpoint
{
    /// <summary>The short form of a pseudonym on screen: E- and the first eight of its 32 digits.</summary>
    private const string ShortMark = "E-";

    public static async Task AnswerAsync(HttpContext context, string? subject, string? from, string? to, EvidenceLog evidence, SubjectIndex index, DataFolder folder, TimeProvider time)
    {
        var scope = await ScopeAsync(subject, from, to, index, context.RequestAborted).ConfigureAwait(false);
        if (scope.Refusal is { } unusable)
        {
            await RefusalAnswer.WriteAsync(context, unusable).ConfigureAwait(false);
            return;
        }

        var path = Path.Combine(folder.RunDirectory, $"packet-{Guid.NewGuid():N}");
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        await using (file.ConfigureAwait(false))
        {
            PacketFacts facts;
            try
            {
                facts = await Task.Run(() => new PacketWriter(evidence.Reader, evidence.Policy, time).WriteZip(file, scope.Value, null, context.RequestAborted), context.RequestAborted).ConfigureAwait(false);
            }
            catch (InvalidOperationException tooMuch)
            {
                await RefusalAnswer.WriteAsync(context, Refusals.NoPacket(tooMuch.Message)).ConfigureAwait(false);
                return;
            }

            if (facts.Count == 0)
            {
                await RefusalAnswer.WriteAsync(context, Refusals.NoPacket("No entry that a checkpoint covers belongs to it.")).ConfigureAwait(false);
                return;
            }

            await AccessEvidence.RecordPacketAsync(evidence, AccessClaims.ActorOf(context.User) ?? throw new InvalidOperationException("The policy lets only known actors through."), scope.Value.Subject ?? Guid.Empty, facts.Count, file.Length, context.RequestAborted).ConfigureAwait(false);
            file.Position = 0;
            context.Response.ContentType = "application/zip";
            context.Response.ContentLength = file.Length;
            context.Response.Headers.CacheControl = "no-store";
            context.Response.Headers.ContentDisposition = $"attachment; filename=evidence-{facts.First}-{facts.Last}.zip";
            await file.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task<Outcome<PacketScope>> ScopeAsync(string? subject, string? from, string? to, SubjectIndex index, CancellationToken cancellation)
    {
        if (subject is not null && from is null && to is null)
        {
            return await SubjectAsync(subject, index, cancellation).ConfigureAwait(false) is { } found ? PacketScope.OfSubject(found) : Refusals.NoPacket("No entry is about that encounter, or several begin alike: give all 32 digits of its pseudonym.");
        }

        return subject is null && Moment(from) is { } first && Moment(to) is { } end && first < end
            ? PacketScope.OfPeriod(first, end)
            : Refusals.NoPacket("Name an encounter by its pseudonym, or a period by its first moment and the first moment after it (2026-11-24 or 2026-11-24T08:00:00Z), not both.");
    }

    private static async Task<Guid?> SubjectAsync(string text, SubjectIndex index, CancellationToken cancellation)
    {
        if (Guid.TryParse(text, out var whole))
        {
            return whole == Guid.Empty ? null : whole;
        }

        if (!text.StartsWith(ShortMark, StringComparison.OrdinalIgnoreCase) || text.Length != 10 || !uint.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var head))
        {
            return null;
        }

        var prefix = head.ToString("x8", CultureInfo.InvariantCulture);
        var found = await index.SubjectsAsync(Guid.ParseExact(prefix.PadRight(32, '0'), "N"), 2, cancellation).ConfigureAwait(false);
        var alike = found.Where(s => s.ToString("N").StartsWith(prefix, StringComparison.Ordinal)).ToList();
        return alike.Count == 1 ? alike[0] : null;
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
