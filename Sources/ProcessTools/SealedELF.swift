import FirmwareArtifacts

/// A linked firmware with what can only be known once it is linked: its seal, and the checksum of the
/// RP2040's second stage.
enum SealedELF {
  /// The ELF file with both in their places, where it has places for them.
  static func sealed(
    _ elf: [UInt8], for format: BuildSettings.BinaryFormat
  ) throws(ELFReader.Malformed) -> [UInt8] {
    switch format {
    case .esp32: return try sealedForESP32(elf)
    case .plain:
      let stage = try ELFReader.filePlace(of: FirmwareImage.bootStageSection, in: elf)
      let sealed = try sealedPlain(elf, layout: stage == nil ? .vectorTable : .rp2040)
      return try BootStage.sealed(sealed) ?? sealed
    }
  }

  private static func sealedPlain(
    _ elf: [UInt8], layout: ImageSeal.Layout
  ) throws(ELFReader.Malformed) -> [UInt8] {
    let segments = try ELFReader.loadedSegments(of: elf)
    guard let origin = segments.map(\.address).min() else { return elf }
    let contents = Self.contents(of: elf, segments, from: origin)
    do throws(ImageDamage) {
      guard let seal = try ImageSeal(in: contents, layout: layout) else { return elf }
      let address = origin + UInt32(seal.place + 8)
      return replaced(elf, segments, at: address, seal.words(for: contents, layout: layout))
    } catch {
      throw ELFReader.Malformed(problem: "takes no seal: \(error.text)")
    }
  }

  /// What a board's flash takes, as a file: from its start on, or for an ESP32 as its ROM wants it.
  static func binary(
    of elf: [UInt8], for format: BuildSettings.BinaryFormat
  ) throws(ELFReader.Malformed) -> [UInt8] {
    if format == .esp32 { return try esp32Image(of: elf).contents }
    let segments = try ELFReader.loadedSegments(of: elf)
    guard let origin = segments.map(\.address).min() else { return [] }
    return contents(of: elf, segments, from: origin)
  }

  /// The flash from `origin` on; erased between the segments.
  static func contents(
    of elf: [UInt8], _ segments: [ELFReader.LoadedSegment], from origin: UInt32
  ) -> [UInt8] {
    let end = segments.map { Int($0.address) + $0.place.count }.max() ?? Int(origin)
    var contents = [UInt8](repeating: 0xFF, count: end - Int(origin))
    for segment in segments {
      let start = Int(segment.address) - Int(origin)
      contents.replaceSubrange(start..<start + segment.place.count, with: elf[segment.place])
    }
    return contents
  }

  private static func replaced(
    _ elf: [UInt8], _ segments: [ELFReader.LoadedSegment], at address: UInt32, _ bytes: [UInt8]
  ) -> [UInt8] {
    var elf = elf
    for segment in segments where address >= segment.address {
      let offset = Int(address - segment.address)
      guard offset + bytes.count <= segment.place.count else { continue }
      let start = segment.place.lowerBound + offset
      elf.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
    return elf
  }

  private static func sealedForESP32(_ elf: [UInt8]) throws(ELFReader.Malformed) -> [UInt8] {
    let image = try esp32Image(of: elf)
    guard let words = image.sealWords,
      let place = try ELFReader.filePlace(of: ".vectors", in: elf),
      elf[place].starts(with: ImageSeal.magic)
    else { return elf }
    var sealed = elf
    let start = place.lowerBound + ImageSeal.magic.count
    sealed.replaceSubrange(start..<start + words.count, with: words)
    return sealed
  }

  private static func esp32Image(of elf: [UInt8]) throws(ELFReader.Malformed) -> ESP32Image {
    do throws(ESP32ImageError) {
      return try ESP32Image(elf: elf)
    } catch {
      throw ELFReader.Malformed(problem: error.summary)
    }
  }

  /// What the flash holds of the image, section by section, at the addresses that the core reads.
  static func flashParts(
    of elf: [UInt8], for format: BuildSettings.BinaryFormat
  ) throws(ELFReader.Malformed) -> [FlashPart] {
    if format == .esp32 { return try esp32Image(of: elf).partsAsRead }
    let segments = try ELFReader.loadedSegments(of: elf)
    var parts: [FlashPart] = []
    for section in try ELFReader.sections(of: elf) where section.isLoaded {
      guard let place = try ELFReader.filePlace(of: section.name, in: elf),
        let segment = segments.first(where: {
          place.lowerBound >= $0.place.lowerBound && place.upperBound <= $0.place.upperBound
        })
      else { continue }
      parts.append(
        FlashPart(
          name: section.name,
          address: segment.address + UInt32(place.lowerBound - segment.place.lowerBound),
          bytes: Array(elf[place])))
    }
    return parts
  }
}
