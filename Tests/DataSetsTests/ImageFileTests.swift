import Testing

@testable import DataSets

@Suite struct ImageFileTests {
  private let grey = ImageShape(height: 2, width: 3, channels: 1)
  private let colour = ImageShape(height: 1, width: 2, channels: 3)
  private let picture = PNGFile(width: 3, height: 2, rows: [[0, 127, 255], [1, 2, 3]])

  private func error(_ bytes: [UInt8], _ shape: ImageShape) -> LabelledSetError.Reason? {
    do throws(LabelledSetError) {
      _ = try ImageFile.pixels(of: bytes, at: "a.png", shape: shape)
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func readsPixelsAsTheyStand() throws {
    #expect(
      try ImageFile.pixels(of: picture.bytes, at: "a", shape: grey) == [0, 127, 255, 1, 2, 3])
    // A gamma would change every pixel where it was applied.
    var odd = picture
    odd.gamma = 100_000
    #expect(try ImageFile.pixels(of: odd.bytes, at: "a", shape: grey) == [0, 127, 255, 1, 2, 3])
    let pair = PNGFile(width: 2, height: 1, colourType: 2, rows: [[9, 8, 7, 6, 5, 4]])
    #expect(try ImageFile.pixels(of: pair.bytes, at: "a", shape: colour) == [9, 8, 7, 6, 5, 4])
  }

  @Test func readsPalettesAndFewBits() throws {
    let palette = PNGFile(
      width: 2, height: 1, bitDepth: 4, colourType: 3, rows: [[0x10]],
      palette: [1, 2, 3, 4, 5, 6])
    #expect(try ImageFile.pixels(of: palette.bytes, at: "a", shape: colour) == [4, 5, 6, 1, 2, 3])
    let bits = PNGFile(width: 3, height: 2, bitDepth: 1, rows: [[0b0100_0000], [0b1010_0000]])
    #expect(
      try ImageFile.pixels(of: bits.bytes, at: "a", shape: grey) == [0, 255, 0, 255, 0, 255])
  }

  @Test func readsPortablePixmaps() throws {
    let header = Array("P5 # a comment\n3 2\n255\n".utf8)
    #expect(
      try ImageFile.pixels(of: header + [1, 2, 3, 4, 5, 6], at: "a", shape: grey)
        == [1, 2, 3, 4, 5, 6])
    let coloured = Array("P6\n2 1 255 ".utf8) + [1, 2, 3, 4, 5, 6]
    #expect(
      try ImageFile.pixels(of: coloured, at: "a", shape: colour) == [1, 2, 3, 4, 5, 6])
    #expect(
      error(header + [1, 2, 3, 4, 5], grey) == .damagedImage(why: "the file is cut off"))
    #expect(
      error(Array("P5 3 2 65535\n".utf8), grey)
        == .damagedImage(why: "its largest value is 65535, not 255"))
    #expect(
      error(Array("P5 99999 99999 255\n".utf8), grey)
        == .damagedImage(why: "it has 99999 x 99999 pixels"))
    #expect(error(Array("P5 3".utf8), grey) == .damagedImage(why: "its header is damaged"))
    #expect(
      error(Array("P3 3 2 255\n".utf8), grey)
        == .damagedImage(why: "a PPM of plain text; write a binary one"))
  }

  @Test func refusesWhatDoesNotFitTheModel() {
    #expect(
      error(picture.bytes, ImageShape(height: 3, width: 2, channels: 1))
        == .shape(got: [2, 3, 1], needed: [3, 2, 1]))
    #expect(
      error(picture.bytes, ImageShape(height: 2, width: 3, channels: 3))
        == .imageKind(got: "grey", needed: "RGB"))
    let deep = PNGFile(width: 1, height: 1, bitDepth: 16, rows: [[1, 2]])
    let one = ImageShape(height: 1, width: 1, channels: 1)
    #expect(error(deep.bytes, one) == .imageKind(got: "of 16 bits a sample", needed: "grey"))
    let clear = PNGFile(width: 1, height: 1, colourType: 4, rows: [[1, 2]])
    #expect(error(clear.bytes, one) == .imageKind(got: "transparent", needed: "grey"))
    var hole = picture
    hole.transparency = [0, 1]
    #expect(error(hole.bytes, grey) == .imageKind(got: "transparent", needed: "grey"))
  }

  @Test func refusesEveryTruncation() {
    for count in 0..<picture.bytes.count {
      guard case .damagedImage? = error(Array(picture.bytes.prefix(count)), grey) else {
        Issue.record("the first \(count) bytes were taken")
        continue
      }
    }
    #expect(error([], grey) == .damagedImage(why: "neither a PNG nor a binary PPM or PGM"))
  }

  @Test func survivesEveryFlippedByte() {
    for place in picture.bytes.indices {
      var bytes = picture.bytes
      bytes[place] ^= 0x55
      // A byte of pixels cannot be told, everything else is damage: none of it may crash.
      _ = error(bytes, grey)
    }
  }

  @Test func refusesHugeImagesBeforeTheirPixels() {
    var huge = picture
    huge.width = 1 << 30
    huge.height = 1 << 30
    guard case .damagedImage? = error(huge.bytes, grey) else {
      Issue.record("an image of 2^60 pixels was taken")
      return
    }
    // Rows that are not there, and rows beyond the last.
    var tall = picture
    tall.height = 9
    let shape = ImageShape(height: 9, width: 3, channels: 1)
    guard case .damagedImage? = error(tall.bytes, shape) else {
      Issue.record("missing rows were taken")
      return
    }
  }

  @Test(arguments: [
    ([1, 28, 28], [28, 28, 1]), ([1, 28, 28, 1], [28, 28, 1]), ([1, 96, 48, 3], [96, 48, 3]),
  ])
  func takesTheImageThatAModelTakes(input: [Int], image: [Int]) {
    #expect(ImageShape(inputShape: input)?.extents == image)
  }

  @Test(arguments: [[1, 640], [1, 8, 8, 4], [1, 2, 2, 2, 2], []])
  func knowsInputsThatAreNoImages(input: [Int]) {
    #expect(ImageShape(inputShape: input) == nil)
  }
}
