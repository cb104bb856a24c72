import Architectures
import MCUBenchTestSupport
import ModelGraph
import TFLiteReader
import Testing

/// The networks against the files that TensorFlow made of the same architectures: operators, options,
/// shapes, wiring, and the contents of shapes and axes.
@Suite(.enabled(if: SharedModels.isPresent, "../shared/models is absent"))
struct SharedModelTests {
  @Test(arguments: PaperModel.all)
  func isTheConvertersNetwork(model: PaperModel) throws {
    var file = try TFLiteReader.read(#require(SharedModels.named(model.file)).bytes())
    let made = try PaperModelTests.variation(model.name).floatGraph()
    if model.name.hasPrefix("shufflenetv2") {
      // The converter puts the first unit's shortcut between its main way's layers.
      file.layers.insert(contentsOf: [file.layers[5], file.layers[6]], at: 3)
      file.layers.removeSubrange(7...8)
    }
    #expect(Self.differences(between: file, and: made) == Self.known(of: model.name))
  }

  /// The differences that docs/adding-an-architecture.md lists.
  private static func known(of name: String) -> [String] {
    guard name == "mobilenetv1_0.25_96_c3_o2" else { return [] }
    return stride(from: 2, through: 26, by: 2).map { "\($0) CONV_2D: options" }
      + ["27 AVERAGE_POOL_2D: options"]
  }

  private static func differences(between file: ModelGraph, and made: ModelGraph) -> [String] {
    guard file.layers.count == made.layers.count else {
      return ["\(file.layers.count) and \(made.layers.count) layers"]
    }
    var differences: [String] = []
    // The file's activations by ours.
    var twins = Dictionary(uniqueKeysWithValues: zip(made.inputs, file.inputs))
    for (place, (theirs, ours)) in zip(file.layers, made.layers).enumerated() {
      func note(_ what: String) { differences.append("\(place) \(theirs.kind): \(what)") }
      if theirs.kind != ours.kind { note("is \(ours.kind)") }
      if theirs.options != ours.options { note("options") }
      twins[ours.outputs[0]] = theirs.outputs[0]
      if file.tensors[theirs.outputs[0]].shape != made.tensors[ours.outputs[0]].shape {
        note("output shape")
      }
      guard theirs.inputs.count == ours.inputs.count else {
        note("\(theirs.inputs.count) and \(ours.inputs.count) inputs")
        continue
      }
      for (position, pair) in zip(theirs.inputs, ours.inputs).enumerated() {
        guard let their = pair.0, let our = pair.1 else {
          if pair.0 != pair.1 { note("input \(position) is absent") }
          continue
        }
        let (left, right) = (file.tensors[their], made.tensors[our])
        if left.shape != right.shape { note("shape of input \(position)") }
        if left.isConstant != right.isConstant { note("input \(position) is no constant") }
        if !right.isConstant, twins[our] != their { note("input \(position) is another") }
        if right.type == .int32, left.data != right.data {
          note("input \(position) is \(left.data ?? [])")
        }
      }
    }
    if file.outputs != made.outputs.map({ twins[$0] }) { differences.append("outputs") }
    return differences
  }
}
