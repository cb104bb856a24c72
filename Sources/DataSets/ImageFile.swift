import CPNGImages

/// One image file's pixels.
package enum ImageFile {
  /// File names that are taken for images, in small letters.
  package static let extensions: Set<String> = ["png", "ppm", "pgm", "pnm"]

  /// Whether a file's name says that it is an image.
  package static func isImageName(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }

  /// The pixels of a PNG, PPM or PGM file, row-major, channels innermost (HWC): uint8, as they stand
  /// in the file.
  ///
  /// - Throws: ``LabelledSetError`` where the image is damaged, and where its height, width or number
  ///   of channels (1 for grey, 3 for RGB) is not `shape`'s: nothing is resized or converted.
  package static func pixels(
    of bytes: [UInt8], at path: String, shape: ImageShape
  ) throws(LabelledSetError) -> [UInt8] {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) {
      return try png(bytes, at: path, shape: shape)
    }
    let image: PortablePixmap
    do { image = try PortablePixmap(bytes) } catch {
      throw LabelledSetError(path: path, reason: .damagedImage(why: error.why))
    }
    try check(image.shape, at: path, against: shape)
    return Array(image.pixels)
  }

  private static func png(
    _ bytes: [UInt8], at path: String, shape: ImageShape
  ) throws(LabelledSetError) -> [UInt8] {
    var header = mcub_png_header()
    var message = [CChar](repeating: 0, count: Int(MCUB_PNG_MESSAGE_BYTES))
    func damage() -> LabelledSetError {
      let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return LabelledSetError(
        path: path, reason: .damagedImage(why: String(decoding: text, as: UTF8.self)))
    }
    guard mcub_png_read_header(bytes, bytes.count, &header, &message) else { throw damage() }
    if header.is_transparent || header.bit_depth > 8 {
      throw LabelledSetError(
        path: path,
        reason: .imageKind(
          got: header.is_transparent ? "transparent" : "of 16 bits a sample", needed: shape.kind))
    }
    let found = ImageShape(
      height: Int(header.height), width: Int(header.width), channels: Int(header.channels))
    try check(found, at: path, against: shape)
    var pixels = [UInt8](repeating: 0, count: shape.elementCount)
    guard mcub_png_read_pixels(bytes, bytes.count, &pixels, pixels.count, &message) else {
      throw damage()
    }
    return pixels
  }

  private static func check(
    _ found: ImageShape, at path: String, against shape: ImageShape
  ) throws(LabelledSetError) {
    guard found.height == shape.height, found.width == shape.width else {
      throw LabelledSetError(path: path, reason: .shape(got: found.extents, needed: shape.extents))
    }
    guard found.channels == shape.channels else {
      throw LabelledSetError(path: path, reason: .imageKind(got: found.kind, needed: shape.kind))
    }
  }
}

/// An image's extents in pixels, and its channels.
package struct ImageShape: Hashable, Sendable {
  package let height: Int
  package let width: Int
  package let channels: Int

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The image that a model's input of these extents takes, its batch among them: grey for one
  /// channel or none named, RGB for three; `nil` where no image file fits.
  package init?(inputShape: [Int]) {
    let extents = inputShape.first == 1 ? Array(inputShape.dropFirst()) : inputShape
    let channels = extents.count == 2 ? 1 : extents.last ?? 0
    guard (2...3).contains(extents.count), channels == 1 || channels == 3 else { return nil }
    self.init(height: extents[0], width: extents[1], channels: channels)
  }

  package var extents: [Int] { [height, width, channels] }
  var elementCount: Int { height * width * channels }
  var kind: String { channels == 1 ? "grey" : "RGB" }
}

/// A binary PGM (P5) or PPM (P6) file with 8 bits a sample.
///
/// Format: the manuals pgm(5) and ppm(5) of Netpbm.
struct PortablePixmap {
  struct Damage: Error, Hashable {
    let why: String
  }

  let shape: ImageShape
  let pixels: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) throws(Damage) {
    let channels: Int
    switch bytes.prefix(2) {
    case [0x50, 0x35]: channels = 1
    case [0x50, 0x36]: channels = 3
    case [0x50, 0x32], [0x50, 0x33]: throw Damage(why: "a PPM of plain text; write a binary one")
    default: throw Damage(why: "neither a PNG nor a binary PPM or PGM")
    }
    var rest = bytes[2...]
    var numbers: [Int] = []
    while numbers.count < 3 {
      guard let number = Self.number(&rest) else { throw Damage(why: "its header is damaged") }
      numbers.append(number)
    }
    guard numbers[2] == 255 else {
      throw Damage(why: "its largest value is \(numbers[2]), not 255")
    }
    // One byte of white space ends the header.
    rest = rest.dropFirst()
    let (width, height) = (numbers[0], numbers[1])
    guard width > 0, height > 0, width <= 1 << 14, height <= 1 << 14 else {
      throw Damage(why: "it has \(width) x \(height) pixels")
    }
    guard rest.count >= width * height * channels else { throw Damage(why: "the file is cut off") }
    shape = ImageShape(height: height, width: width, channels: channels)
    pixels = rest.prefix(width * height * channels)
  }

  /// The next number, behind white space and comments; at most five digits.
  private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
    while let byte = rest.first, isSpace(byte) || byte == UInt8(ascii: "#") {
      rest = byte == UInt8(ascii: "#") ? rest.drop { $0 != 0x0a } : rest.dropFirst()
    }
    let digits = rest.prefix { (0x30...0x39).contains($0) }
    guard !digits.isEmpty, digits.count <= 5 else { return nil }
    rest = rest.dropFirst(digits.count)
    guard let after = rest.first, isSpace(after) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 & 15) }
  }
}
