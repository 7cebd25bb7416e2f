using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Appliance.Domain;

namespace Appliance.Fhir.Files;

/// <summary>Posts Bundles and reads what became of each entry.</summary>
internal sealed class IntakePost(HttpClient client, FileIntakeOptions options, TimeProvider clock)
{
    /// <summary>What became of one entry.</summary>
    internal readonly record struct EntryAnswer(int Status, string? Effect, Refusal? Refusal);

    /// <summary>What became of a Bundle: a refusal of all of it, or an answer for each entry.</summary>
    internal sealed record Answer(Refusal? Refusal, IReadOnlyList<EntryAnswer> Entries);

    /// <summary>Posts, and comes back as long as the appliance says that it has too much to do.</summary>
    public async Task<Answer> SendAsync(ReadOnlyMemory<byte> bundle, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, options.BasePath.TrimEnd('/')) { Content = new ReadOnlyMemoryContent(bundle) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+json"));
            request.Headers.TryAddWithoutValidation("Prefer", "return=OperationOutcome");
            request.Headers.TryAddWithoutValidation(Http.FhirRequest.PriorityHeader, "bulk");
            using var response = await client.SendAsync(request, cancellation).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || attempt == options.Attempts)
                return Read(body, (int)response.StatusCode);
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), clock, cancellation).ConfigureAwait(false);
        }
    }

    private static Answer Read(byte[] body, int status)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (status != 200)
                return new Answer(RefusalOf(document.RootElement, status), []);
            var entries = document.RootElement.TryGetProperty("entry", out var list) ? list.EnumerateArray().Select(EntryOf).ToList() : [];
            return new Answer(null, entries);
        }
        catch (JsonException)
        {
            return new Answer(Refusals.Server(status), []);
        }
    }

    private static EntryAnswer EntryOf(JsonElement entry)
    {
        var response = entry.GetProperty("response");
        var status = int.Parse(response.GetProperty("status").GetString()!.AsSpan(0, 3), CultureInfo.InvariantCulture);
        var outcome = response.TryGetProperty("outcome", out var found) ? found : default;
        return status < 300
            ? new EntryAnswer(status, outcome.ValueKind == JsonValueKind.Object ? CodeOf(outcome) : null, null)
            : new EntryAnswer(status, null, RefusalOf(outcome, status));
    }

    private static string? CodeOf(JsonElement outcome) =>
        outcome.TryGetProperty("issue", out var issues) && issues.GetArrayLength() > 0 && issues[0].TryGetProperty("details", out var details)
            && details.TryGetProperty("coding", out var coding) ? coding[0].GetProperty("code").GetString() : null;

    private static Refusal RefusalOf(JsonElement outcome, int status)
    {
        if (outcome.ValueKind != JsonValueKind.Object || CodeOf(outcome) is not { } code)
            return Refusals.Server(status);
        var issue = outcome.GetProperty("issue")[0];
        return new Refusal(code, RefusalKind.Invalid, issue.GetProperty("details").GetProperty("text").GetString()!)
        {
            Location = issue.TryGetProperty("expression", out var places) ? places[0].GetString() : null,
        };
    }
}
