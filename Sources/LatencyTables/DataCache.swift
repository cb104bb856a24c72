/// The data cache of a Cortex-M7 as one layer's accesses fill it: which of them wait for a line.
///
/// A set's lines make room in turn, and a store that misses takes a line without waiting for it, as
/// the timing model has it (docs/timing-model.md). What waits is counted, not timed.
struct DataCache {
  /// RM0385: data cache of 4 KB; Cortex-M7 technical reference manual: four ways of 32 bytes.
  static let (sets, ways, lineBytes) = (32, 4, 32)
  private static let nowhere = -1

  /// Lines read from flash, and from other memory.
  private(set) var flashLines = 0.0
  private(set) var memoryLines = 0.0
  /// Changed lines that others pushed out.
  private(set) var writtenBack = 0.0

  private var lines = [Int](repeating: nowhere, count: sets * ways)
  private var isChanged = [Bool](repeating: false, count: sets * ways)
  private var oldest = [Int](repeating: 0, count: sets)

  mutating func read(_ address: Int, bytes: Int, isFlash: Bool = false) {
    access(address, bytes, isStore: false, isFlash: isFlash)
  }

  mutating func write(_ address: Int, bytes: Int) {
    access(address, bytes, isStore: true, isFlash: false)
  }

  /// Forgets what was counted, not what the lines hold.
  mutating func startCounting() {
    (flashLines, memoryLines, writtenBack) = (0, 0, 0)
  }

  private mutating func access(_ address: Int, _ bytes: Int, isStore: Bool, isFlash: Bool) {
    guard bytes > 0 else { return }
    let (first, last) = (address / Self.lineBytes, (address + bytes - 1) / Self.lineBytes)
    var missed = 0
    lines.withUnsafeMutableBufferPointer { lines in
      isChanged.withUnsafeMutableBufferPointer { isChanged in
        oldest.withUnsafeMutableBufferPointer { oldest in
          for line in first...last {
            let set = line & (Self.sets - 1)
            let start = set * Self.ways
            if let way = (0..<Self.ways).first(where: { lines[start + $0] == line }) {
              if isStore { isChanged[start + way] = true }
              continue
            }
            let place = start + oldest[set]
            oldest[set] = (oldest[set] + 1) & (Self.ways - 1)
            if isChanged[place] { writtenBack += 1 }
            lines[place] = line
            isChanged[place] = isStore
            missed += 1
          }
        }
      }
    }
    guard !isStore else { return }
    if isFlash { flashLines += Double(missed) } else { memoryLines += Double(missed) }
  }
}
