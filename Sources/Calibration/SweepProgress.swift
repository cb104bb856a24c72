/// How far a sweep is, after each firmware.
package struct SweepProgress: Hashable, Sendable {
  /// Firmwares measured so far.
  package let firmwares: Int
  package let shapesMeasured: Int
  package let shapesWanted: Int
  package let shapesLeftOut: Int
  /// The median error of the samples, each predicted from those of other shapes.
  package let typicalError: Double?
  /// What all firmwares of the calibration took, those of earlier sittings included.
  package let spent: Duration
  /// What the rest will take if it goes on as so far, or `nil` while nothing was measured.
  package let left: Duration?
  /// Layers that the budget leaves no time for, where it leaves none for some.
  package let shapesCut: Int?
  /// What kept the last firmware from being measured.
  package let trouble: String?

  package init(
    _ state: inout SweepState, last: SweepFirmware? = nil, budgetLeft: Duration? = nil
  ) {
    firmwares = state.firmwareCount
    shapesMeasured = state.samples.count
    shapesWanted = state.plan.shapes
    shapesLeftOut = state.leftOut.reduce(0) { $0 + $1.layers.count }
    typicalError = state.typicalError()
    spent = state.spent
    let shapesLeft = state.shapesLeft
    let perShape = state.samples.isEmpty ? nil : state.spent / state.samples.count
    left = perShape.map { $0 * shapesLeft }
    if let perShape, let budgetLeft, perShape > .zero {
      let possible = max(0, Int(budgetLeft / perShape))
      shapesCut = possible < shapesLeft ? shapesLeft - possible : nil
    } else {
      shapesCut = nil
    }
    trouble =
      switch last?.outcome {
      case .tooLarge(let why):
        "\(last?.layers.count ?? 0) layers do not fit into one firmware: \(why)"
      case .invalid(let why): "a firmware's figures must not be used: \(why)"
      case .measured, nil: nil
      }
  }
}

extension SweepState {
  /// What a firmware of so many layers will take at most, by those measured so far, or `nil` before
  /// the first.
  func estimate(layers: Int) -> Duration? {
    durations.map { $0.duration * max(1, Double(layers) / Double($0.layers)) }.max()
  }
}
