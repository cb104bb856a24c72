import Measurements
import ModelGraph
import Reports

/// A scorecard's tables: layers, tensors, and what is alive at each step.
enum ModelTables {
  /// A value with as many digits as it has: `36 864`, `0.73`.
  static func amount(_ value: Double) -> String {
    abs(value) >= 100 || value == value.rounded()
      ? NumberText.grouped(value) : NumberText.fixed(value, digits: 2)
  }

  static func layers(_ layers: [ScorecardLayer], of card: ModelScorecard) -> HTML {
    Parts.table(
      "Layers of the model.",
      columns: [
        .number("layer"), .text("operator"), .text("output tensor"), .text("shape"),
        .text("weights"), .text("window"), .text("activation"), .number("parameters"),
        .number("MACs"), .number("RAM alive, B"),
      ]
    ) {
      HTML.element("tbody") {
        layers.map { layer in
          HTML.element(
            "tr", [.id("layer-\(layer.index)")] + (layer.isPeak ? [.class("marked")] : [])
          ) {
            described(layer)
          }
        }
      }
    }
  }

  /// Cycles and what the roofline makes of them, or nothing where no layer has any.
  static func cycles(_ layers: [ScorecardLayer], of card: ModelScorecard) -> HTML {
    guard let run = card.run, card.isTimed else { return .nothing }
    let isPredicted = run.prediction != nil
    let hasRoof = card.ceilings != nil
    var columns: [Parts.Column] = [.number("layer"), .text("operator"), .number("cycles")]
    if isPredicted { columns.append(.number("90 % interval")) }
    columns += [.number("time"), .number("share"), .number("cycles/MAC"), .number("MACs/B")]
    if hasRoof { columns += [.number("of roof"), .text("bound by")] }
    return Parts.table("Cycles of the layers: \(Worth(run).text).", columns: columns) {
      HTML.element("tbody") {
        layers.map { layer in
          HTML.element("tr") {
            HTML.element("th", [.class("n"), .attribute("scope", "row")]) { String(layer.index) }
            Parts.word { layer.kind }
            timed(layer, isPredicted: isPredicted)
            Parts.number(layer.macsPerByte.map { NumberText.fixed($0, digits: 2) })
            if hasRoof {
              Parts.number(layer.roofPercent.map { NumberText.fixed($0, digits: 0) + " %" })
              Parts.word { layer.isMemoryBound.map { $0 ? "memory" : "compute" } ?? "" }
            }
          }
        }
      }
    }
  }

  @HTMLBuilder
  private static func described(_ layer: ScorecardLayer) -> HTML {
    HTML.element("th", [.class("n"), .attribute("scope", "row")]) { String(layer.index) }
    Parts.word { layer.kind }
    Parts.name { Name.markup(layer.identity.name, width: 40) }
    Parts.word { ShapeText.change(from: layer.shapes.inputs, to: layer.shapes.outputs) }
    Parts.word { layer.shapes.weights.map(ShapeText.one) ?? "" }
    Parts.word { window(layer.shapes) }
    Parts.word {
      layer.identity.fusedActivation.map { $0 == "NONE" ? "" : $0 } ?? ""
    }
    Parts.number(NumberText.grouped(layer.facts.parameterCount))
    Parts.number(NumberText.grouped(layer.facts.macCount))
    HTML.element("td", "n") {
      NumberText.grouped(layer.facts.liveBytes)
      if layer.isPeak { HTML.element("strong") { " ▲ peak" } }
    }
  }

  @HTMLBuilder
  private static func timed(_ layer: ScorecardLayer, isPredicted: Bool) -> HTML {
    Parts.number(layer.cycles.map { NumberText.grouped($0) })
    if isPredicted {
      Parts.number(
        layer.interval.map {
          "\(NumberText.grouped($0.low)) … \(NumberText.grouped($0.high))"
        })
    }
    Parts.number(layer.row?.microseconds.map(NumberText.duration))
    Parts.share(layer.row?.sharePercent)
    Parts.number(layer.cyclesPerMAC.map { NumberText.fixed($0, digits: 2) })
  }

  /// `3x3 s2 SAME`.
  private static func window(_ shapes: LayerShapes) -> String {
    guard let height = shapes.kernelHeight, let width = shapes.kernelWidth else { return "" }
    var text = "\(height)x\(width)"
    if let down = shapes.strideHeight, let across = shapes.strideWidth {
      text += " s\(down)" + (down == across ? "" : "x\(across)")
    }
    return text + (shapes.padding.map { " \($0)" } ?? "")
  }

  static func tensors(of card: ModelScorecard) -> HTML {
    let graph = card.analysis.facts.graph
    let lives = graph.lifetimes
    let used = Set(graph.layers.flatMap { $0.inputs.compactMap(\.self) + $0.outputs })
      .union(graph.inputs)
    return Parts.table(
      "Tensors that layers read or make.",
      columns: [
        .number("id"), .text("name"), .text("kind"), .text("shape"), .text("type"),
        .number("bytes"), .number("scale"), .number("zero point"), .text("alive, layers"),
      ]
    ) {
      HTML.element("tbody") {
        used.sorted().map { id in
          let tensor = graph.tensors[id]
          let one = tensor.quantization.flatMap { $0.isPerChannel ? nil : $0 }
          return HTML.element("tr") {
            HTML.element("th", [.class("n"), .attribute("scope", "row")]) { String(id) }
            Parts.name { Name.markup(tensor.name, width: 60) }
            Parts.word { kind(id, in: graph) }
            Parts.word { ShapeText.one(tensor.shape) }
            Parts.word { tensor.type.name }
            Parts.number(NumberText.grouped(tensor.byteCount))
            if let quantization = tensor.quantization, quantization.isPerChannel {
              HTML.element("td", "n") { "\(quantization.scales.count) channels" }
            } else {
              Parts.number(one?.scales.first.map { NumberText.plain(Double($0)) } ?? "")
            }
            Parts.number(one?.zeroPoints.first.map(String.init) ?? "")
            Parts.word {
              lives[id].map { "\($0.lowerBound) to \($0.upperBound)" } ?? ""
            }
          }
        }
      }
    }
  }

  private static func kind(_ id: TensorID, in graph: ModelGraph) -> String {
    if graph.inputs.contains(id) { return "input" }
    if graph.outputs.contains(id) { return "output" }
    return graph.tensors[id].isConstant ? "constant" : "activation"
  }

  /// Tensors named at a step at most.
  private static let namedTensors = 16

  static func memory(_ layers: [ScorecardLayer], of card: ModelScorecard) -> HTML {
    let graph = card.analysis.facts.graph
    var begins: [Int: [TensorID]] = [:]
    var ends: [Int: [TensorID]] = [:]
    for (id, life) in graph.lifetimes {
      begins[life.lowerBound, default: []].append(id)
      ends[life.upperBound, default: []].append(id)
    }
    var alive: [TensorID] = []
    return Parts.table(
      "Activations alive while each layer runs, no memory shared; the peak step is marked.",
      columns: [
        .number("step"), .text("operator"), .text("tensors alive"), .number("RAM, B"),
      ]
    ) {
      HTML.element("tbody") {
        layers.map { layer in
          alive = (alive + (begins[layer.index] ?? [])).sorted()
          let ids = alive
          let ended = Set(ends[layer.index] ?? [])
          alive.removeAll(where: ended.contains)
          let more = ids.count - namedTensors
          return HTML.element("tr", layer.isPeak ? [.class("marked")] : []) {
            HTML.element("th", [.class("n"), .attribute("scope", "row")]) { String(layer.index) }
            Parts.word { layer.kind }
            Parts.cell {
              ids.prefix(namedTensors).map(String.init).joined(separator: ", ")
                + (more > 0 ? " and \(more) more" : "")
            }
            HTML.element("td", "n") {
              NumberText.grouped(layer.facts.liveBytes)
              if layer.isPeak { HTML.element("strong") { " ▲ peak" } }
            }
          }
        }
      }
    }
  }
}
