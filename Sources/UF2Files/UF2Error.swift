package import Failures

/// Why an image cannot be laid out for a flash, or a UF2 file cannot be taken.
package struct UF2Error: Failure, Hashable {
  /// What is wrong; blocks are counted from 0 in the file's order.
  package enum Reason: Hashable, Sendable {
    /// No byte for the flash.
    case empty
    /// The file ends inside of a block.
    case cutShort(fileBytes: Int)
    /// A block's magic numbers are others.
    case noUF2Block(index: Int)
    /// All blocks are for another family of chips; 0 where they name none.
    case otherFamily(UInt32)
    /// A block holds another number of bytes than a page of the flash.
    case wrongPayload(index: Int, byteCount: Int)
    /// A block's address is no page's.
    case misaligned(index: Int, address: UInt32)
    case outsideFlash(address: UInt32, byteCount: Int)
    /// A block promises another number of blocks than the first.
    case differentCounts(index: Int, found: UInt32, first: UInt32)
    /// A block's number is beyond the count, or was there already.
    case wrongNumber(index: Int, number: UInt32)
    case missingBlocks(found: Int, promised: Int)
    /// The boot ROM would erase a sector that it has written already, or write one unerased.
    case erasedWrongly(index: Int)
    /// Two parts of the image want different bytes at one address.
    case contradiction(address: UInt32)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  package var summary: String {
    switch reason {
    case .empty: "the image holds no bytes for the flash"
    case .cutShort(let fileBytes):
      "the UF2 file is cut short: \(fileBytes) B are no multiple of \(UF2File.blockBytes) B"
    case .noUF2Block(let index): "block \(index) of the file is no UF2 block"
    case .otherFamily(0): "the UF2 file does not say which chips it is for"
    case .otherFamily(let family):
      "the UF2 file is for chips of the family \(hexadecimal(family)), not for "
        + "\(hexadecimal(UF2File.rp2040Family)), the RP2040's"
    case .wrongPayload(let index, let byteCount):
      "block \(index) of the UF2 file holds \(byteCount) B, and the boot ROM takes "
        + "\(SectorImage.pageBytes) B only"
    case .misaligned(let index, let address):
      "block \(index) of the UF2 file is for \(hexadecimal(address)), where no page begins"
    case .outsideFlash(let address, let byteCount):
      "\(byteCount) B at \(hexadecimal(address)) lie outside the flash"
    case .differentCounts(let index, let found, let first):
      "block \(index) of the UF2 file says that there are \(found) blocks, the first \(first)"
    case .wrongNumber(let index, let number):
      "block \(index) of the UF2 file has the number \(number), beyond the last or for the second time"
    case .missingBlocks(let found, let promised):
      "the UF2 file has \(found) of the \(promised) blocks that it promises"
    case .erasedWrongly(let index):
      "block \(index) of the UF2 file is out of step with the sectors that the boot ROM erases"
    case .contradiction(let address):
      "two parts of the image want different bytes at \(hexadecimal(address))"
    }
  }

  package var remedy: String? {
    switch reason {
    case .empty, .outsideFlash, .contradiction:
      "give an image that was linked for this board: 'mcubench build' writes one"
    case .cutShort, .missingBlocks, .noUF2Block: "copy the file again from where it came"
    case .otherFamily: "give a file that was made for the RP2040"
    case .wrongPayload, .misaligned, .differentCounts, .wrongNumber, .erasedWrongly:
      "give the ELF file that it was made of"
    }
  }

  package var failureClass: FailureClass? { .flash }

  package var exitStatus: ExitStatus { .wrongInput }

  private func hexadecimal(_ number: UInt32) -> String {
    "0x" + String(number, radix: 16, uppercase: true)
  }
}
