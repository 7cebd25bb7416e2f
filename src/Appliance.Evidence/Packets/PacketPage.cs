using System.Globalization;
using System.Net;
using System.Text;

namespace Appliance.Evidence.Packets;

/// <summary>The page of a packet: the same facts as its other files, for people. Without script, without a link to anywhere; the same facts give the same bytes.</summary>
internal static class PacketPage
{
    private const string Style =
        "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}table{border-collapse:collapse;width:100%}"
        + "th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #ccc}td:first-child,code{font-variant-numeric:tabular-nums;white-space:nowrap}"
        + "pre{white-space:pre-wrap;word-break:break-all;background:#f4f4f4;padding:1rem}.note{border-left:.3rem solid #8a5a00;padding:.5rem 1rem;background:#fff7e6}";

    public static void Write(Stream target, PacketFacts facts, string note, IEnumerable<(long Sequence, EvidenceEntry Entry)> entries)
    {
        using var page = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var about = facts.Scope.Subject is { } subject
            ? $"Entries about {subject:N}"
            : $"Entries from {PacketFacts.Text(facts.Scope.From!.Value)} to {PacketFacts.Text(facts.Scope.To!.Value)}";
        page.Write($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Evidence packet of {Html(facts.Origin)}</title>\n<style>{Style}</style>\n</head>\n<body>\n");
        page.Write($"<h1>Evidence packet</h1>\n<p>{about}, from the log <code>{Html(facts.Origin)}</code>.</p>\n<p class=\"note\">{Html(facts.WitnessWords)}</p>\n<p>{Html(facts.Scope.Describe())}</p>\n");
        page.Write(string.Create(CultureInfo.InvariantCulture, $"<h2>{facts.Count:N0} {(facts.Count == 1 ? "entry" : "entries")}</h2>\n<table>\n<thead><tr><th>Number</th><th>Time (UTC)</th><th>What happened</th></tr></thead>\n<tbody>\n"));
        foreach (var (sequence, entry) in entries)
            page.Write(string.Create(CultureInfo.InvariantCulture, $"<tr><td>{sequence}</td><td><code>{PacketFacts.Text(entry.At)}</code></td><td>{Html(entry.Describe())}</td></tr>\n"));
        page.Write(string.Create(CultureInfo.InvariantCulture, $"</tbody>\n</table>\n<h2>Checkpoint</h2>\n<p>The log had {facts.Size:N0} entries. This is what its key and its witnesses signed:</p>\n<pre>{Html(note)}</pre>\n"));
        page.Write($"<h2>Check it yourself</h2>\n<p>This page proves nothing by itself. Take the log's verification key from somewhere else than this packet, and run:</p>\n<pre>appliance-verify packet FILE --key KEY</pre>\n"
            + "<p>It needs no network. It computes everything again from the entries' bytes, this page too, and names the first entry that is not as it was signed.</p>\n"
            + $"<p>Written {PacketFacts.Text(facts.Made)}.</p>\n</body>\n</html>\n");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
