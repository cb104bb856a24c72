import ContentHash
import Failures
import ModelGraph
import Testing

@testable import Benchmarking

struct InputTests {
  private func graph(
    _ shapes: [[Int]], type: ElementType = .int8, layers: [Layer] = [], more: [Tensor] = []
  ) -> ModelGraph {
    ModelGraph(
      tensors: shapes.map { Tensor(name: "in", type: type, shape: $0) } + more, layers: layers,
      inputs: Array(shapes.indices), outputs: [],
      source: ModelSource(fileBytes: 0, sha256: ""))
  }

  /// A `.npy` file as numpy writes it.
  private func npy(
    _ header: String, _ elements: [UInt8], major: UInt8 = 1
  ) -> [UInt8] {
    let lengthBytes = major == 1 ? 2 : 4
    let padding = (64 - (8 + lengthBytes + header.utf8.count + 1) % 64) % 64
    let text = header + String(repeating: " ", count: padding) + "\n"
    let length = (0..<lengthBytes).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [major, 0] + length + Array(text.utf8) + elements
  }

  private func header(_ type: String, _ shape: String, order: String = "False") -> String {
    "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
  }

  @Test func readsEveryVectorOfARawFile() throws {
    let file = InputVectors.File(path: "in.bin", bytes: [1, 2, 3, 4, 5, 6])
    let inputs = try InputVectors.read([file], for: graph([[1, 2]]), chosen: nil)
    #expect(inputs.vectors == [[[1, 2]], [[3, 4]], [[5, 6]]])
    #expect(inputs.source == "in.bin")
  }

  @Test func readsOneFileAGraphInput() throws {
    let files = [
      InputVectors.File(path: "a", bytes: [1, 2, 3, 4]),
      InputVectors.File(path: "b", bytes: [5, 6]),
    ]
    let inputs = try InputVectors.read(files, for: graph([[1, 2], [1]]), chosen: 1)
    #expect(inputs.vectors == [[[3, 4], [6]]])
    #expect(inputs.firstIndex == 1)
  }

  @Test(arguments: ["(1, 2, 2)", "(2, 2)", "(3, 2, 2)", "(3, 1, 2, 2)"])
  func takesAnArrayOfOneVectorOrSeveral(shape: String) throws {
    let count = shape.hasPrefix("(3") ? 3 : 1
    let bytes = npy(header("|i1", shape), [UInt8](repeating: 7, count: 4 * count))
    let inputs = try InputVectors.read(
      [InputVectors.File(path: "in.npy", bytes: bytes)], for: graph([[1, 2, 2]]), chosen: nil)
    #expect(inputs.vectors.count == count)
  }

  @Test(arguments: [1, 2, 3] as [UInt8]) func takesEveryVersionOfTheFormat(major: UInt8) throws {
    let bytes = npy(header("<f4", "(1, 1)"), [0, 0, 128, 63], major: major)
    let inputs = try InputVectors.read(
      [InputVectors.File(path: "in.npy", bytes: bytes)], for: graph([[1, 1]], type: .float32),
      chosen: nil)
    #expect(inputs.vectors == [[[0, 0, 128, 63]]])
  }

  @Test(arguments: [
    ("|u1", "(1, 2)", "False", InputError.Reason.arrayType(got: "|u1", needed: "int8")),
    ("|i1", "(2, 1)", "False", .arrayShape(got: [2, 1], needed: [1, 2])),
    ("|i1", "(1, 2)", "True", .arrayOrder),
    ("|i1", "(1, -2)", "False", .damagedArray(why: "its header names no shape")),
    ("|i1", "nonsense", "False", .damagedArray(why: "its header names no shape")),
    ("|i1", "(1, 2)", "Perhaps", .damagedArray(why: "its header names no order")),
    ("", "(1, 2)", "False", .damagedArray(why: "its header names no type")),
  ])
  func refusesAnArrayThatDoesNotFit(
    type: String, shape: String, order: String, reason: InputError.Reason
  ) {
    let bytes = npy(header(type, shape, order: order), [1, 2])
    #expect(throws: InputError(file: "in.npy", reason: reason)) {
      try InputVectors.read(
        [InputVectors.File(path: "in.npy", bytes: bytes)], for: graph([[1, 2]]), chosen: nil)
    }
  }

  @Test func refusesEveryTruncationOfAnArray() {
    let whole = npy(header("|i1", "(1, 2)"), [1, 2])
    for count in 0..<whole.count {
      #expect(throws: InputError.self, "\(count) bytes") {
        try InputVectors.read(
          [InputVectors.File(path: "in.npy", bytes: Array(whole.prefix(count)))],
          for: graph([[1, 2]]), chosen: nil)
      }
    }
  }

  @Test func refusesAnUnknownVersion() {
    let bytes = npy(header("|i1", "(1, 2)"), [1, 2], major: 9)
    #expect(throws: InputError(file: "x", reason: .arrayVersion(major: 9, minor: 0))) {
      try InputVectors.read(
        [InputVectors.File(path: "x", bytes: bytes)], for: graph([[1, 2]]), chosen: nil)
    }
  }

  @Test func saysHowManyBytesAVectorTakes() {
    let file = InputVectors.File(path: "in.bin", bytes: [1, 2, 3])
    let error = #expect(throws: InputError.self) {
      try InputVectors.read([file], for: graph([[1, 2]]), chosen: nil)
    }
    #expect(error?.summary.contains("3 B is no multiple of the 2 B") == true)
    #expect(error?.exitStatus == .wrongInput)
  }

  @Test func refusesTooFewFilesUnequalCountsAndAbsentVectors() {
    let one = InputVectors.File(path: "a", bytes: [1, 2])
    let two = InputVectors.File(path: "b", bytes: [1, 2, 3, 4])
    #expect(throws: InputError(file: "a", reason: .fileCount(given: 1, needed: 2))) {
      try InputVectors.read([one], for: graph([[2], [2]]), chosen: nil)
    }
    #expect(throws: InputError(file: "a", reason: .vectorCounts([1, 2]))) {
      try InputVectors.read([one, two], for: graph([[2], [2]]), chosen: nil)
    }
    #expect(throws: InputError(file: "a", reason: .noSuchVector(asked: 1, count: 1))) {
      try InputVectors.read([one], for: graph([[2]]), chosen: 1)
    }
    #expect(throws: InputError(file: "c", reason: .empty)) {
      try InputVectors.read(
        [InputVectors.File(path: "c", bytes: [])], for: graph([[2]]), chosen: nil)
    }
  }

  @Test func makesTheSameSmoothInputEverywhere() throws {
    let bytes = try #require(
      SmoothInput.vectors(for: graph([[1, 96, 96, 3]])).vectors.first?.first)
    #expect(bytes.count == 96 * 96 * 3)
    #expect(
      SHA256Digest(of: bytes).hexadecimal
        == "8993d0abf57d9a4fb745712d6ae209231a62a7b6c08dda03934f4ecc8541f31b")
    let values: [Int] = bytes.map { Int(Int8(bitPattern: $0)) }
    var steps: [Int] = []
    for place in 3..<values.count where place / 3 % 96 != 0 {
      steps.append(abs(values[place] - values[place - 3]))
    }
    #expect(steps.allSatisfy { $0 <= 16 }, "neighbouring pixels differ little")
    #expect((values.max() ?? 0) - (values.min() ?? 0) > 100, "the values are spread")
  }

  @Test func scalesRealInputsAsTheModelsQuantizeDoes() throws {
    let quantized = Tensor(
      name: "q", type: .int8, shape: [1, 8, 8, 1],
      quantization: Quantization(scales: [0.5], zeroPoints: [10]))
    let layer = Layer(nodeIndex: 0, kind: .quantize, inputs: [0], outputs: [1])
    let real = graph([[1, 8, 8, 1]], type: .float32, layers: [layer], more: [quantized])
    let reals = try #require(SmoothInput.vectors(for: real).vectors.first?.first)
    let integers = try #require(
      SmoothInput.vectors(for: graph([[1, 8, 8, 1]])).vectors.first?.first)
    for (index, integer) in integers.enumerated() {
      let pattern = reals[index * 4..<index * 4 + 4].reversed().reduce(UInt32(0)) {
        $0 << 8 | UInt32($1)
      }
      #expect(Float(bitPattern: pattern) == 0.5 * (Float(Int8(bitPattern: integer)) - 10))
    }
  }

  @Test(arguments: ElementType.allCases.filter { $0.bitsPerElement ?? 0 >= 8 })
  func fillsInputsOfEveryType(type: ElementType) throws {
    let input = try #require(SmoothInput.vectors(for: graph([[2, 5]], type: type)).vectors.first)
    #expect(input[0].count == 10 * (type.bitsPerElement ?? 0) / 8)
  }
}
