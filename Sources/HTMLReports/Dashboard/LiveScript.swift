/// The one script of the dashboard: follows a running job by server-sent events.
///
/// Everything it writes goes in as text, never as markup; without it the page reloads by itself.
package enum LiveScript {
  package static let text = """
    "use strict";
    (function () {
      var log = document.getElementById("events");
      if (!log || !window.EventSource || log.dataset.final === "true") { return; }
      var job = log.dataset.job;
      if (!/^[0-9a-f]{16}$/.test(job)) { return; }
      var state = document.getElementById("state");
      var live = document.getElementById("live");
      var layers = document.getElementById("live-layers");
      var last = Number(log.dataset.last) || 0;
      var final = { done: true, failed: true, cancelled: true };
      var hidden = /[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]/g;

      function plain(value, most) {
        var text = String(value).replace(hidden, function (one) {
          return "\\\\u{" + one.codePointAt(0).toString(16).toUpperCase() + "}";
        });
        return text.length > most ? "\\u2026" + text.slice(text.length - most + 1) : text;
      }
      function grouped(value) {
        return String(value).replace(/\\B(?=(\\d{3})+(?!\\d))/g, " ");
      }
      function cell(row, text, style) {
        var made = document.createElement("td");
        made.className = style;
        var name = document.createElement("bdi");
        name.textContent = text;
        made.appendChild(name);
        row.appendChild(made);
        return made;
      }
      function layer(data) {
        if (!layers) { return; }
        var id = "live-layer-" + Number(data.layer_index);
        var row = document.getElementById(id);
        if (!row) {
          row = document.createElement("tr");
          row.id = id;
          layers.appendChild(row);
        }
        row.textContent = "";
        var head = document.createElement("th");
        head.scope = "row";
        head.className = "n";
        head.textContent = String(Number(data.layer_index));
        row.appendChild(head);
        cell(row, plain(data.op, 32), "w");
        cell(row, plain(data.layer_name, 48), "");
        cell(row, grouped(Number(data.cycles)), "n");
        cell(row, plain(data.evidence, 16), "w");
      }
      function line(data, text) {
        var item = document.createElement("li");
        item.value = Number(data.sequence);
        var time = document.createElement("time");
        time.className = "quiet";
        time.textContent = plain(data.time, 30).slice(11, 19);
        item.appendChild(time);
        item.appendChild(document.createTextNode(" " + text));
        log.appendChild(item);
      }
      function on(name, handle) {
        source.addEventListener(name, function (event) {
          var data;
          try { data = JSON.parse(event.data); } catch (error) { return; }
          // A layer's cycles are not kept and have the number of the event before them.
          if (name !== "layer") {
            if (!(Number(data.sequence) > last)) { return; }
            last = Number(data.sequence);
          }
          handle(data);
        });
      }

      var source = new EventSource("/api/v1/jobs/" + job + "/events?after=" + last);
      source.onopen = function () { if (live) { live.textContent = "Live."; } };
      source.onerror = function () {
        if (live) { live.textContent = "The connection is lost; it is tried again."; }
      };
      on("state", function (data) {
        var word = plain(data.state, 16);
        if (state) { state.textContent = word; }
        line(data, word + ", attempt " + Number(data.attempt));
        if (final[word]) {
          source.close();
          window.location.reload();
        }
      });
      on("stage_began", function (data) { line(data, plain(data.stage, 80)); });
      on("stage_ended", function (data) {
        line(data, plain(data.stage, 80) + ": " + Number(data.seconds).toFixed(2) + " s"
          + (data.detail ? ", " + plain(data.detail, 300) : ""));
      });
      on("layer", layer);
      on("notice", function (data) { line(data, "note: " + plain(data.text, 600)); });
      on("log", function (data) { line(data, "firmware: " + plain(data.text, 600)); });
      on("failed", function (data) {
        line(data, "failed: " + plain(data.failure && data.failure.summary, 600));
      });
      on("stored", function (data) { line(data, "stored as run " + plain(data.run_id, 16)); });
    })();

    """
}
