using System.Collections.Concurrent;
using Appliance.Coding.Calibration;
using Appliance.Domain;
using Appliance.Evidence;
using Microsoft.AspNetCore.Http.Features;

namespace Appliance.Host.Control;

/// <summary>
/// Calibration profiles that verbs gave the owner of the data folder: kept in memory, the newest few, until one more comes or the owner ends. Making and taking a
/// profile are facts of the evidence log.
/// </summary>
public sealed class CodingProfiles(IEvidenceLog log)
{
    private const int Places = 4;

    /// <summary>Characters of a hash that evidence names.</summary>
    private const int ShownOfHash = 40;

    private readonly Lock _gate = new();
    private readonly List<ProfileFile> _files = [];
    private readonly ConcurrentDictionary<Guid, EvidenceEntry> _trainings = new();

    /// <summary>The profile of a hash; null when it was not given, or is gone.</summary>
    public ProfileFile? Find(string hash)
    {
        lock (_gate)
        {
            return _files.Find(file => file.Hash == hash);
        }
    }

    /// <summary>Takes a profile: reads it whole, records that it is used, and keeps it.</summary>
    public async Task<Outcome<ProfileAnswer>> TakeAsync(byte[] bytes, Actor by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var stream = new MemoryStream(bytes, writable: false);
        var read = CodingProfile.Load(stream);
        if (read.Refusal is { } refusal)
        {
            return refusal;
        }

        var file = new ProfileFile(bytes, read.Value.Hash);
        await log.AppendAsync(Fact(Change.ProfileUsed, by, file.Hash) with { Bytes = bytes.Length }, cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            _files.RemoveAll(known => known.Hash == file.Hash);
            _files.Add(file);
            if (_files.Count > Places)
            {
                _files.RemoveAt(0);
            }
        }

        return new ProfileAnswer(file.Hash);
    }

    /// <summary>Records, before a byte of it is read, that a file of labelled notes goes into the training process.</summary>
    public async Task<TrainingAnswer> BeginTrainingAsync(long bytes, Actor by, CancellationToken cancellation)
    {
        var intent = new EvidenceEntry
        {
            Action = EvidenceAction.Received,
            Phase = EvidencePhase.Intent,
            Crossing = Guid.NewGuid(),
            Actor = new Token(by.ToString()),
            From = Zone.File,
            To = Zone.Host,
            Purpose = Purpose.Operations,
            Data = DataClass.Notes,
            Bytes = bytes,
        };
        await log.AppendAsync(intent, cancellation).ConfigureAwait(false);
        _trainings[intent.Crossing] = intent;
        return new TrainingAnswer(intent.Crossing);
    }

    /// <summary>Records how a training ended.</summary>
    public async Task<Outcome<object>> EndTrainingAsync(TrainingEnd end, Actor by, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(end);
        if (!_trainings.TryRemove(end.Crossing, out var intent) || (end.Hash is { } made && !ProfileFile.IsHash(made)))
        {
            return Refusals.ProfileUnknown;
        }

        var read = intent with { Phase = EvidencePhase.Done, Items = end.Notes };
        await log.AppendAsync(end.Hash is { } hash ? [read, Fact(Change.ProfileMade, by, hash) with { Items = end.Notes }] : [read], cancellation).ConfigureAwait(false);
        return end;
    }

    private static EvidenceEntry Fact(Change change, Actor by, string hash) => new()
    {
        Action = EvidenceAction.Lifecycle,
        Phase = EvidencePhase.Fact,
        Actor = new Token(by.ToString()),
        Purpose = Purpose.Operations,
        Change = change,
        Detail = new Token("sha256:" + hash[..ShownOfHash]),
    };
}

/// <summary>The endpoints of <see cref="CodingProfiles"/>, on the control socket alone.</summary>
internal static class CodingProfileEndpoints
{
    public static void MapCodingProfiles(this IEndpointRouteBuilder control)
    {
        control.MapPost("/profiles", TakeAsync);
        control.MapPost("/trainings", (HttpContext context, TrainingRequest request, CodingProfiles profiles) => ControlEndpoints.AnswerAsync(
            context, async by => (Outcome<object>)await profiles.BeginTrainingAsync(request.Bytes, by, context.RequestAborted).ConfigureAwait(false)));
        control.MapPost("/trainings/end", (HttpContext context, TrainingEnd end, CodingProfiles profiles) => ControlEndpoints.AnswerAsync(
            context, by => profiles.EndTrainingAsync(end, by, context.RequestAborted)));
    }

    private static Task TakeAsync(HttpContext context, CodingProfiles profiles) => ControlEndpoints.AnswerAsync(context, async by =>
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = ProfileFile.MaxBytes;
        if (context.Request.ContentLength is null or > ProfileFile.MaxBytes)
        {
            return Refusals.ProfileTooLarge;
        }

        var bytes = new byte[context.Request.ContentLength.Value];
        await context.Request.Body.ReadExactlyAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        var taken = await profiles.TakeAsync(bytes, by, context.RequestAborted).ConfigureAwait(false);
        return taken.Refusal is { } refusal ? refusal : (Outcome<object>)taken.Value;
    });
}
