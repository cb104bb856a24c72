import ModelGraph
import Testing

@testable import DataSets

@Suite struct TensorFileTests {
  private let images = npy("|u1", [3, 2, 2], Array(1...12))
  private let labels = npy("<i8", [3], number(2, 8) + number(0, 8) + number(1, 8))

  private func set(
    _ bytes: [UInt8], at path: String = "set.npz", labels: [UInt8]? = nil,
    rawType: ElementType? = nil
  ) throws(LabelledSetError) -> LabelledSet {
    try TensorFile.set(
      bytes, at: path, labels: labels.map { ("labels", $0) }, rawType: rawType, inputShape: [2, 2])
  }

  private func error(
    _ bytes: [UInt8], at path: String = "set.npz", labels: [UInt8]? = nil,
    rawType: ElementType? = nil
  ) -> LabelledSetError.Reason? {
    do throws(LabelledSetError) {
      _ = try set(bytes, at: path, labels: labels, rawType: rawType)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func namesTheSampleWhoseValueIsNoNumber() {
    func floats(_ values: [Float]) -> [UInt8] { values.flatMap { number(Int($0.bitPattern), 4) } }
    let good = Array(repeating: Float.greatestFiniteMagnitude, count: 8)
    for value in [Float.nan, .signalingNaN, .infinity, -.infinity] {
      let bytes = npy("<f4", [3, 2, 2], floats(good + [1, value, 1, 1]))
      #expect(error(npz([("x", bytes), ("y", labels)])) == .noNumber(sample: 2))
      #expect(
        error(floats(good + [1, value, 1, 1]), at: "raw", labels: [0, 1, 2], rawType: .float32)
          == .noNumber(sample: 2))
    }
    #expect(
      error(floats(good + [1, 1, 1, 1]), at: "raw", labels: [0, 1, 2], rawType: .float32) == nil)
    // Beyond float32 a float64 is infinite.
    let wide = npy(
      "<f8", [1, 2, 2], [1.0, 2, 3, 1e300].flatMap { number(Int($0.bitPattern), 8) })
    #expect(error(wide, at: "set.npy", labels: [0]) == .noNumber(sample: 0))
  }

  @Test(arguments: [
    ("x", "y"), ("images", "labels"), ("x_test", "y_test"), ("pictures", "answers"),
  ])
  func readsArchives(names: (String, String)) throws {
    for deflates in [false, true] {
      let bytes = npz(
        [(names.0, images), ("notes", npy("<f4", [2], number(0, 8))), (names.1, labels)],
        deflates: deflates)
      let set = try set(bytes)
      #expect(set.type == .uint8)
      #expect(set.sampleShape == [2, 2])
      #expect(set.labels == [2, 0, 1])
      #expect(Array(set.sample(1)) == [5, 6, 7, 8])
    }
  }

  @Test func readsArraysAndRawFiles() throws {
    let wanted = try set(npz([("x", images), ("y", labels)]))
    #expect(try set(images, at: "x.npy", labels: labels).digest == wanted.digest)
    let raw = [UInt8](1...12)
    #expect(try set(raw, at: "x.bin", labels: [2, 0, 1], rawType: .uint8).digest == wanted.digest)
    let words = number(2, 4) + number(0, 4) + number(1, 4)
    #expect(try set(raw, at: "x.bin", labels: words, rawType: .uint8).labels == [2, 0, 1])
    #expect(try set(raw, at: "x.bin", labels: [2, 0, 1], rawType: .int8).digest != wanted.digest)
  }

  @Test func roundsDoublePrecision() throws {
    let doubles = [0.1, 2].flatMap { number(Int($0.bitPattern), 8) }
    let set = try set(npz([("x", npy("<f8", [1, 2, 1], doubles)), ("y", npy("|u1", [1], [0]))]))
    #expect(set.type == .float32)
    #expect(
      set.bytes == [Float(0.1), 2].flatMap { number(Int($0.bitPattern), 4) })
  }

  @Test func refusesWhatIsNoSet() {
    #expect(error(npz([("x", images)])) == .noPair(found: ["x"]))
    #expect(
      error(npz([("a", images), ("b", images), ("y", labels)])) == .noPair(found: ["a", "b", "y"]))
    #expect(error(npz([])) == .noPair(found: []))
    #expect(error(images, at: "x.npy") == .noLabels)
    #expect(error(Array(1...12), at: "x.bin") == .noType)
    #expect(error(Array(1...12), at: "x.bin", rawType: .int8) == .noLabels)
    #expect(error(images, at: "x.npy", labels: labels, rawType: .int8) == .unusedType)
    #expect(
      error(Array(1...11), at: "x.bin", labels: [0], rawType: .int8)
        == .size(bytes: 11, sampleBytes: 4))
    #expect(error([], at: "x.bin", labels: [], rawType: .int8) == .empty)
    #expect(
      error(Array(1...12), at: "x.bin", labels: [0, 1], rawType: .int8)
        == .labelSize(bytes: 2, samples: 3))
    #expect(
      error(npz([("x", images), ("y", npy("|u1", [2], [0, 1]))])) == .counts(samples: 3, labels: 2))
    #expect(error(npz([("x", npy("|u1", [0, 2, 2], [])), ("y", labels)])) == .empty)
    #expect(
      error(npz([("x", npy("<i4", [1, 1], number(1, 4))), ("y", labels)]))
        == .sampleType(got: "<i4"))
    #expect(
      error(npz([("x", images), ("y", npy("<f4", [3], number(0, 12)))])) == .labelType(got: "<f4"))
    #expect(
      error(npz([("x", images), ("y", npy("|u1", [3, 2], [0, 1, 0, 1, 0, 1]))]))
        == .labelShape(got: [3, 2]))
    #expect(
      error(npz([("x", images), ("y", npy("|i1", [3], [0, 255, 1]))])) == .labelValue(got: "-1"))
    #expect(
      error(npz([("x", images), ("y", npy("<u8", [3], number(-1, 8) + number(0, 16)))]))
        == .labelValue(got: "18446744073709551615"))
    #expect(
      error(npz([("x", npy("|u1", [3, 2, 2], Array(1...12), order: "True")), ("y", labels)]))
        == .arrayOrder(array: "x"))
  }

  @Test func refusesBigEndianArraysAndPickledObjects() {
    for type in [">f4", ">u2", "|O", "|S4", "|V8"] {
      #expect(
        error(npz([("x", npy(type, [3, 1, 1], number(0, 24))), ("y", labels)]))
          == .sampleType(got: type))
      #expect(
        error(npz([("x", images), ("y", npy(type, [3], number(0, 24)))])) == .labelType(got: type))
    }
  }

  @Test func refusesShapesThatTheBytesAreNotOf() {
    for shape in [[3, 2, 3], [3, 2, 1], [Int.max, 2, 2], [4_294_967_296, 4_294_967_296, 1]] {
      guard
        case .damagedArray(array: "x", _)? = error(
          npz([("x", npy("|u1", shape, Array(1...12))), ("y", labels)]))
      else {
        Issue.record("shape \(shape) was taken")
        continue
      }
    }
  }

  @Test func namesADamagedArchive() {
    let bytes = npz([("x", images), ("y", labels)], deflates: true)
    #expect(
      error(Array(bytes.dropLast(9)))
        == .damagedArchive(why: "its directory is missing: the file is cut off"))
    #expect(
      error(Array("no archive".utf8))
        == .damagedArchive(why: "its directory is missing: the file is cut off"))
  }
}
