using System.Net;
using System.Text.Json;
using Appliance.Domain;
using Appliance.Host.Access;

namespace Appliance.Host.Control;

/// <summary>What a verb says to the owner of the data folder.</summary>
/// <param name="http">Goes to the control socket.</param>
public sealed class ControlClient(HttpClient http) : IDisposable
{
    /// <summary>For what is not in this class: FHIR deliveries and streams.</summary>
    public HttpClient Http => http;

    /// <summary>Who answers on the socket; null when nobody does.</summary>
    public async Task<OwnerStatus?> StatusAsync(CancellationToken cancellation)
    {
        try
        {
            return await http.GetFromJsonAsync<OwnerStatus>("control/status", cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Asks for a one-time link.</summary>
    public Task<Outcome<LinkAnswer>> LinkAsync(string person, CancellationToken cancellation) =>
        SendAsync<LinkAnswer>(HttpMethod.Post, "control/link", JsonContent.Create(new LinkRequest(person)), cancellation);

    /// <summary>All clients.</summary>
    public Task<Outcome<ClientLine[]>> ClientsAsync(CancellationToken cancellation) =>
        SendAsync<ClientLine[]>(HttpMethod.Get, "control/clients", null, cancellation);

    /// <summary>Makes a client key.</summary>
    public Task<Outcome<ClientAnswer>> AddClientAsync(string name, ClientRole role, CancellationToken cancellation) =>
        SendAsync<ClientAnswer>(HttpMethod.Post, "control/clients", JsonContent.Create(new ClientRequest(name, role)), cancellation);

    /// <summary>Revokes a client key.</summary>
    public Task<Outcome<ClientLine>> RevokeClientAsync(string name, CancellationToken cancellation) =>
        SendAsync<ClientLine>(HttpMethod.Delete, $"control/clients/{Uri.EscapeDataString(name)}", null, cancellation);

    /// <summary>A text of the log: <c>key</c>, <c>checkpoint</c> or <c>proof/N</c>.</summary>
    public async Task<Outcome<string>> LogTextAsync(string path, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(new Uri("log/" + path, UriKind.Relative), cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return await RefusalOfAsync(response, cancellation).ConfigureAwait(false);
        }

        return await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Writes an evidence packet into a stream.</summary>
    /// <param name="query">Its scope, as <c>/log/packet</c> takes it.</param>
    /// <param name="target">Takes the zip; nothing is written when it is refused.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Bytes written.</returns>
    public async Task<Outcome<long>> PacketAsync(string query, Func<Stream> target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(target);
        using var response = await http.GetAsync(new Uri("log/packet?" + query, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return await RefusalOfAsync(response, cancellation).ConfigureAwait(false);
        }

        var file = target();
        await using (file.ConfigureAwait(false))
        {
            await response.Content.CopyToAsync(file, cancellation).ConfigureAwait(false);
            return file.Length;
        }
    }

    /// <summary>Has the log go on with a new signing key.</summary>
    public Task<Outcome<RotateAnswer>> RotateKeyAsync(CancellationToken cancellation) =>
        SendAsync<RotateAnswer>(HttpMethod.Post, "control/evidence/rotate-key", null, cancellation);

    /// <summary>Compares what is stored with the log.</summary>
    public Task<Outcome<ReconcileAnswer>> ReconcileAsync(CancellationToken cancellation) =>
        SendAsync<ReconcileAnswer>(HttpMethod.Post, "control/evidence/reconcile", null, cancellation);

    /// <summary>Gives the owner a calibration profile to code with.</summary>
    public Task<Outcome<ProfileAnswer>> TakeProfileAsync(byte[] profile, CancellationToken cancellation) =>
        SendAsync<ProfileAnswer>(HttpMethod.Post, "control/profiles", new ByteArrayContent(profile), cancellation);

    /// <summary>Announces a training.</summary>
    public Task<Outcome<TrainingAnswer>> BeginTrainingAsync(long bytes, CancellationToken cancellation) =>
        SendAsync<TrainingAnswer>(HttpMethod.Post, "control/trainings", JsonContent.Create(new TrainingRequest(bytes)), cancellation);

    /// <summary>Tells how a training ended.</summary>
    public Task<Outcome<TrainingEnd>> EndTrainingAsync(TrainingEnd end, CancellationToken cancellation) =>
        SendAsync<TrainingEnd>(HttpMethod.Post, "control/trainings/end", JsonContent.Create(end), cancellation);

    /// <summary>What a refused request was refused with.</summary>
    public static async Task<Refusal> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(response);
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<ControlProblem>(cancellation).ConfigureAwait(false);
            if (problem is { Code: not null, Title: not null })
            {
                return new Refusal(problem.Code, KindOf(response.StatusCode), problem.Title);
            }
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            // Not an answer of ours; said below.
        }

        return Refusals.Unexpected;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<Outcome<T>> SendAsync<T>(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
        where T : class
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await http.SendAsync(request, cancellation).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            return await RefusalOfAsync(response, cancellation).ConfigureAwait(false);
        }

        var answer = await response.Content.ReadFromJsonAsync<T>(cancellation).ConfigureAwait(false);
        if (answer is null)
        {
            return Refusals.Unexpected;
        }

        return answer;
    }

    private static RefusalKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => RefusalKind.Invalid,
        HttpStatusCode.Unauthorized => RefusalKind.Unauthenticated,
        HttpStatusCode.Forbidden => RefusalKind.Forbidden,
        HttpStatusCode.NotFound => RefusalKind.NotFound,
        HttpStatusCode.Conflict => RefusalKind.Conflict,
        _ => RefusalKind.Unavailable,
    };
}
