package import Reports

/// How parameters and MACs add up over the layers of models.
package enum CumulativeFigure {
  /// Models at most: beyond that many, marks cannot be told apart.
  package static let mostModels = BoardMark.allCases.count

  /// A curve a model; of parameters, of MACs, or a chart each.
  package static func document(
    _ models: [Analysis], by quantities: [OverlayFigure.Quantity]
  ) -> FigureDocument {
    let networks = models.map { model in
      (
        name: Name.cut(model.name, width: 44),
        layers: ModelScorecard(analysis: model, run: nil).layers
      )
    }
    return FigureDocument(
      title: "Cumulative " + quantities.map { $0.title }.joined(separator: " and "), remarks: [],
      charts: { isStandalone in
        quantities.map { quantity in
          PointChart(
            frame: ChartFrame(
              id: "figure-\(quantity.rawValue)", title: "Cumulative \(quantity.title)",
              description: "The sum of \(quantity.title) up to each layer. The table has the"
                + " values.", worth: nil, isStandalone: isStandalone),
            horizontal: .linear(
              holding: [networks.map { Double($0.layers.count - 1) }.max() ?? 1]),
            vertical: .linear(
              holding: networks.map { Double(sums($0.layers, quantity).last ?? 0) }),
            horizontalName: "layer", verticalName: "\(quantity.title), sum so far",
            series: zip(networks, BoardMark.allCases).map { network, mark in
              PointChart.Series(
                name: network.name, mark: mark,
                points: sums(network.layers, quantity).enumerated().map { place, sum in
                  PointChart.Point(
                    x: Double(place), y: Double(sum), label: nil,
                    tooltip: "\(network.name), up to layer \(place): \(NumberText.grouped(sum))")
                }, isConnected: true)
            }
          ).html
        }
      }, sheetCount: quantities.count, table: table(networks, quantities))
  }

  private static func sums(
    _ layers: [ScorecardLayer], _ quantity: OverlayFigure.Quantity
  ) -> [Int] {
    var sum = 0
    return layers.map { layer in
      sum += quantity.value(of: layer)
      return sum
    }
  }

  private static func table(
    _ networks: [(name: String, layers: [ScorecardLayer])],
    _ quantities: [OverlayFigure.Quantity]
  ) -> HTML {
    .group(
      networks.map { network in
        let sums = quantities.map { Self.sums(network.layers, $0) }
        return Parts.table(
          network.name,
          columns: [.number("layer"), .text("operator")]
            + quantities.flatMap { [.number($0.title), .number("\($0.title), sum so far")] }
        ) {
          HTML.element("tbody") {
            network.layers.indices.map { place in
              HTML.element("tr") {
                HTML.element("th", [.class("n"), .attribute("scope", "row")]) {
                  String(network.layers[place].index)
                }
                Parts.word { network.layers[place].kind }
                quantities.indices.map { column in
                  HTML.group([
                    Parts.number(
                      NumberText.grouped(quantities[column].value(of: network.layers[place]))),
                    Parts.number(NumberText.grouped(sums[column][place])),
                  ])
                }
              }
            }
          }
        }
      })
  }
}
