/// The style of every page: one sheet, inline in a report, a file of its own on the dashboard.
package struct StyleSheet: Hashable, Sendable {
  package let text: String

  private init(_ text: String) { self.text = text }

  package static let all = StyleSheet(
    ":root{color-scheme:light dark;\(Palette.light.properties)}\n"
      + "@media (prefers-color-scheme:dark){:root{\(Palette.dark.properties)}}\n"
      + "@media print{:root{color-scheme:light;\(Palette.light.properties)}}\n"
      + page + charts + print)

  /// The style of a chart that is a file of its own.
  static let chart = StyleSheet(
    "svg{color-scheme:light dark;\(Palette.light.properties)}\n"
      + "@media (prefers-color-scheme:dark){svg{\(Palette.dark.properties)}}\n"
      + "@media print{svg{color-scheme:light;\(Palette.light.properties)}}\n" + charts
      + "svg .paper{fill:var(--page)}svg text.title{font-size:14px;font-weight:600;"
      + "fill:var(--text)}\n")

  private static let page = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%}
    body{margin:0;background:var(--page);color:var(--text);line-height:1.45;
      font:15px/1.45 system-ui,-apple-system,"Segoe UI","Liberation Sans","DejaVu Sans",sans-serif}
    header,nav,main,footer{max-width:80rem;margin:0 auto;padding:0 1.25rem}
    header{padding-top:1.5rem}
    h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem;overflow-wrap:anywhere}
    h2{font-size:1.2rem;margin:2.25rem 0 .75rem;padding-bottom:.3rem;
      border-bottom:1px solid var(--line)}
    h3{font-size:1rem;margin:1.25rem 0 .4rem}
    p{margin:.4rem 0;max-width:56rem}
    a{color:var(--link)}
    a:focus-visible,input:focus-visible,button:focus-visible{outline:3px solid var(--bar);
      outline-offset:2px}
    code,.code{font-family:ui-monospace,"DejaVu Sans Mono","Liberation Mono",monospace;
      font-size:.9em;overflow-wrap:anywhere}
    bdi{overflow-wrap:anywhere}
    .quiet{color:var(--quiet)}
    .skip{position:absolute;left:-100rem}
    .skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem}
    nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:0;padding:.75rem 0;
      border-bottom:1px solid var(--line)}
    nav a[aria-current]{color:var(--text);font-weight:600;text-decoration:none}
    footer{padding-top:2rem;padding-bottom:2rem;color:var(--quiet);font-size:.85rem}
    .banner{border:1px solid var(--line);border-left:.4rem solid var(--bar);
      background:var(--surface);padding:.6rem .9rem;margin:.9rem 0;border-radius:.3rem}
    .banner.worse{border-left-color:var(--worse)}
    .banner.better{border-left-color:var(--better)}
    .banner.other{border-left-color:var(--other)}
    .banner p{margin:.15rem 0;max-width:none}
    .banner ul{margin:.3rem 0;padding-left:1.2rem}
    .tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(13.5rem,1fr));gap:.75rem;
      margin:0;padding:0}
    .tile{border:1px solid var(--line);border-radius:.4rem;padding:.7rem .85rem;
      background:var(--surface);min-width:0}
    .tile dt{font-size:.8rem;color:var(--quiet);text-transform:uppercase;letter-spacing:.04em}
    .tile dd{margin:0}
    .tile .figure{font-size:1.55rem;font-weight:600;line-height:1.25;
      font-variant-numeric:tabular-nums;white-space:nowrap}
    .tile .note{font-size:.82rem;color:var(--quiet);overflow-wrap:anywhere}
    .tile svg{margin:.35rem 0 .1rem}
    .worse-text{color:var(--worse-text);font-weight:600}
    .better-text{color:var(--better-text);font-weight:600}
    .warning-text{color:var(--warning-text);font-weight:600}
    .tag{display:inline-block;border:1px solid currentColor;border-radius:.25rem;
      padding:0 .35rem;font-size:.82rem;line-height:1.4;white-space:nowrap}
    .scroll{margin:.6rem 0;overflow-x:auto;border:1px solid var(--line);border-radius:.4rem}
    .scroll:focus-visible{outline:3px solid var(--bar)}
    table{border-collapse:collapse;width:100%;font-size:.84rem}
    caption{text-align:left;padding:.5rem .6rem;color:var(--quiet);font-size:.85rem}
    th,td{padding:.32rem .6rem;text-align:left;vertical-align:top;
      border-top:1px solid var(--line)}
    thead th{border-top:0;background:var(--surface);color:var(--quiet);font-weight:600;
      white-space:nowrap;vertical-align:bottom}
    tbody th{font-weight:600}
    tfoot th,tfoot td{border-top:2px solid var(--line);font-weight:600}
    .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .w{white-space:nowrap}
    td.name{min-width:12.5rem}
    td.note{min-width:8.5rem}
    td svg.inline{display:block;margin:.15rem 0 0 auto}
    tr.marked td,tr.marked th{background:var(--surface)}
    tr:target td,tr:target th{box-shadow:inset 0 2px var(--bar),inset 0 -2px var(--bar)}
    .facts th{width:12rem;font-weight:400;color:var(--quiet)}
    .facts td{overflow-wrap:anywhere}
    @media screen and (max-width:40rem){
    .scroll:not(.facts) table{width:max-content;min-width:100%}
    .scroll:not(.facts) td,.scroll:not(.facts) th{max-width:18rem}
    .facts th{width:8rem}
    }
    ol.log{font-size:.88rem;padding-left:3.5rem}
    form{display:flex;flex-wrap:wrap;gap:.5rem;align-items:end;margin:1rem 0}
    form.plain{margin:0}
    form.plain button{padding:0 .5rem}
    label{display:block;color:var(--quiet);font-size:.88rem}
    input,button{font:inherit;padding:.4rem .6rem;border:1px solid var(--quiet);
      border-radius:.3rem;background:var(--page);color:var(--text)}
    button{background:var(--surface);cursor:pointer}

    """

  private static let charts = """
    figure{margin:.75rem 0 1.25rem}
    figcaption{font-size:.9rem;margin-bottom:.2rem}
    figcaption strong{font-weight:600}
    svg.chart{display:block;width:100%;height:auto;overflow:visible;
      font-family:system-ui,-apple-system,"Segoe UI","Liberation Sans","DejaVu Sans",sans-serif}
    .sheets:focus-visible{outline:3px solid var(--bar)}
    .narrow{display:none}
    @media screen and (max-width:40rem){
    .narrow{display:inline}
    .sheets{overflow-x:auto}
    .sheets svg.chart{width:48rem}
    .sheets,.scroll{background:linear-gradient(to right,var(--page) 40%,transparent) 0 0/3rem 100%
      no-repeat local,linear-gradient(to left,var(--page) 40%,transparent) 100% 0/3rem 100% no-repeat
      local,linear-gradient(to right,var(--line),transparent) 0 0/.9rem 100% no-repeat scroll,
      linear-gradient(to left,var(--line),transparent) 100% 0/.9rem 100% no-repeat scroll}
    }
    svg.hidden{position:absolute;width:0;height:0}
    svg.inline{display:inline-block;vertical-align:middle}
    svg .grid{stroke:var(--line);stroke-width:1}
    svg .grid-minor{stroke:var(--line);stroke-width:.5;opacity:.7}
    svg .axis{stroke:var(--quiet);stroke-width:1}
    svg text{fill:var(--quiet);font-size:11px}
    svg text.value{font-size:9.5px;fill:var(--text)}
    svg text.value,svg text.mark{paint-order:stroke;stroke:var(--page);stroke-width:3px;
      stroke-linejoin:round}
    svg text.mark{fill:var(--text);font-weight:600}
    svg text.watermark{fill:var(--text);opacity:.13;font-size:54px;font-weight:700;
      letter-spacing:.12em;pointer-events:none}
    svg .bar{fill:var(--bar)}
    svg .bar-other{fill:var(--other)}
    svg .bar-worse{fill:var(--worse)}
    svg .bar-better{fill:var(--better)}
    svg .outline{stroke:var(--text);stroke-width:1}
    svg .hatch-ground{fill:var(--worse)}
    svg .hatch-line{stroke:var(--page);stroke-width:2}
    svg .ground{fill:var(--surface);stroke:var(--line)}
    svg .limit{stroke:var(--text);stroke-width:1.5;stroke-dasharray:5 3;fill:none}
    svg .dotted{stroke:var(--text);stroke-width:1.5;stroke-dasharray:1.5 3;fill:none}
    svg .frame{fill:none;stroke:var(--text);stroke-width:1.25}
    svg .series{stroke:var(--bar);stroke-width:1.25;fill:none;opacity:.6}
    svg .segment{stroke:var(--text);stroke-width:2;fill:none}
    svg .whisker{stroke:var(--bar);stroke-width:1}
    svg .point{fill:var(--bar)}
    svg .point-hollow{fill:none;stroke:var(--bar);stroke-width:1.75}
    svg .point-worse{fill:none;stroke:var(--worse);stroke-width:2.5}
    svg .point-better{fill:none;stroke:var(--better);stroke-width:2.5}
    svg .tone-1 .point{fill:var(--worse)}
    svg .tone-1 .point-hollow,svg .tone-1 .series,svg .tone-1 .whisker{stroke:var(--worse)}
    svg .tone-2 .point{fill:var(--better)}
    svg .tone-2 .point-hollow,svg .tone-2 .series,svg .tone-2 .whisker{stroke:var(--better)}
    svg .tone-3 .point{fill:var(--text)}
    svg .tone-3 .point-hollow,svg .tone-3 .series,svg .tone-3 .whisker{stroke:var(--text)}
    svg .hit{fill:transparent}
    svg g.item:hover .bar,svg g.item:hover .bar-other{opacity:.75}
    details{margin:.5rem 0}
    summary{cursor:pointer;color:var(--link)}
    .legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.85rem;color:var(--quiet);
      list-style:none;margin:.25rem 0;padding:0}

    """

  private static let print = """
    @media print{
    @page{size:A4;margin:14mm 12mm}
    body{font-size:9.5pt}
    header,nav,main,footer{max-width:none;padding-left:0;padding-right:0}
    header{padding-top:0}
    nav,.skip,.screen-only{display:none}
    h2,h3,h2+p{break-after:avoid}
    figure,.tile,tr,.banner{break-inside:avoid}
    thead{display:table-header-group}
    tfoot{display:table-row-group}
    .scroll{overflow:visible;border:0}
    .scroll table{font-size:6.6pt}
    th,td{padding:.16rem .28rem}
    td.name,td.note{min-width:21mm}
    td code{font-size:.85em}
    .w{white-space:normal}
    td svg.inline{display:none}
    .tiles{grid-template-columns:repeat(4,1fr)}
    .tile .figure{font-size:1.2rem}
    .tile,.banner,thead th,svg *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
    a{color:inherit;text-decoration:none}
    }

    """
}
