/// The model that ran.
package struct ModelRecord: Hashable, Sendable, Codable {
  /// SHA-256 of the file, 64 hexadecimal digits.
  package let sha256: String
  /// The file's name without folder and `.tflite`; untrusted text.
  package let name: String
  package let fileBytes: Int
  package let parameterCount: Int
  package let macCount: Int
  package let inputs: [TensorRecord]
  package let outputs: [TensorRecord]
  /// How it is quantized: `int8`.
  package let quantization: String?

  package init(
    sha256: String, name: String, fileBytes: Int, parameterCount: Int, macCount: Int,
    inputs: [TensorRecord], outputs: [TensorRecord], quantization: String?
  ) {
    self.sha256 = sha256
    self.name = name
    self.fileBytes = fileBytes
    self.parameterCount = parameterCount
    self.macCount = macCount
    self.inputs = inputs
    self.outputs = outputs
    self.quantization = quantization
  }

  /// File bytes a parameter, or `nil` when the model has none.
  package var bytesPerParameter: Double? {
    parameterCount > 0 ? Double(fileBytes) / Double(parameterCount) : nil
  }
}

/// A graph input or output.
package struct TensorRecord: Hashable, Sendable, Codable {
  /// Untrusted text.
  package let name: String
  /// The element type's usual name: `int8`.
  package let type: String
  package let shape: [Int]
  package let scale: Double?
  package let zeroPoint: Int?

  package init(name: String, type: String, shape: [Int], scale: Double?, zeroPoint: Int?) {
    self.name = name
    self.type = type
    self.shape = shape
    self.scale = scale
    self.zeroPoint = zeroPoint
  }
}

/// The chip's state as the firmware read it back.
package struct ChipState: Hashable, Sendable, Codable {
  /// The core clock that the firmware says it set.
  package let coreClockHertz: Int
  /// The clock as proved against the host's or a second on-chip clock.
  package let provenClockHertz: Int?
  /// How it was proved; `nil` in records of versions that did not tell.
  package let clockProof: ClockProofRecord?
  package let registers: [RegisterReading]

  package init(
    coreClockHertz: Int, provenClockHertz: Int? = nil, clockProof: ClockProofRecord? = nil,
    registers: [RegisterReading]
  ) {
    self.coreClockHertz = coreClockHertz
    self.provenClockHertz = provenClockHertz
    self.clockProof = clockProof
    self.registers = registers
  }
}

/// A register that the firmware read back, and what the profile expects there.
package struct RegisterReading: Hashable, Sendable, Codable {
  package let name: String
  package let value: UInt32
  /// The bits that count, or `nil` where the profile expects nothing.
  package let mask: UInt32?
  package let expected: UInt32?
  /// What the bits say: `7 wait states`.
  package let meaning: String?

  package init(
    name: String, value: UInt32, mask: UInt32? = nil, expected: UInt32? = nil,
    meaning: String? = nil
  ) {
    self.name = name
    self.value = value
    self.mask = mask
    self.expected = expected
    self.meaning = meaning
  }

  /// Whether the bits that count are as the profile says; true where it says nothing.
  package var isAsExpected: Bool {
    guard let mask, let expected else { return true }
    return value & mask == expected & mask
  }
}

/// How the image was built.
package struct BuildRecord: Hashable, Sendable, Codable {
  /// First line of the compiler's `--version`.
  package let toolchain: String
  package let flags: [String]
  package let buildID: String
  package let elfSHA256: String
  /// Which kernels the layers use: `ref`.
  package let kernelSet: String
  package let sections: [SectionRecord]
  /// SHA-256 over the code of the kernels, wherever the linker put it; `nil` in records of versions
  /// that did not tell.
  package let kernelCodeSHA256: String?

  package init(
    toolchain: String, flags: [String], buildID: String, elfSHA256: String, kernelSet: String,
    sections: [SectionRecord], kernelCodeSHA256: String? = nil
  ) {
    self.toolchain = toolchain
    self.flags = flags
    self.buildID = buildID
    self.elfSHA256 = elfSHA256
    self.kernelSet = kernelSet
    self.sections = sections
    self.kernelCodeSHA256 = kernelCodeSHA256
  }
}

/// A section of the image that takes memory on the board.
package struct SectionRecord: Hashable, Sendable, Codable {
  package let name: String
  package let address: UInt32
  package let byteCount: Int
  /// Whether its bytes lie in flash, too.
  package let isLoaded: Bool

  package init(name: String, address: UInt32, byteCount: Int, isLoaded: Bool) {
    self.name = name
    self.address = address
    self.byteCount = byteCount
    self.isLoaded = isLoaded
  }
}

/// Memory that the run used.
package struct MemoryRecord: Hashable, Sendable, Codable {
  package let regions: [RegionUse]
  /// Largest sum of live activation bytes over all steps, no memory shared.
  package let peakLiveBytes: Int
  /// The place of the layer that reaches it first.
  package let peakLayer: Int?
  package let stackHighWaterBytes: Int?
  package let stackBytes: Int?

  package init(
    regions: [RegionUse], peakLiveBytes: Int, peakLayer: Int?, stackHighWaterBytes: Int?,
    stackBytes: Int?
  ) {
    self.regions = regions
    self.peakLiveBytes = peakLiveBytes
    self.peakLayer = peakLayer
    self.stackHighWaterBytes = stackHighWaterBytes
    self.stackBytes = stackBytes
  }

  /// Bytes of all arenas together.
  package var arenaBytes: Int { regions.filter { $0.role == .arena }.reduce(0) { $0 + $1.used } }
}

/// Bytes used of a memory region.
package struct RegionUse: Hashable, Sendable, Codable {
  /// The region's name in the profile: `dtcm`.
  package let name: String
  package let role: Role
  package let used: Int
  /// Bytes that the role may use, or `nil` when unknown.
  package let available: Int?

  /// What the bytes are for.
  package enum Role: String, Hashable, Sendable, Codable {
    case arena
    /// Weights copied from flash before the first run.
    case weights
    case flash
    case firmware
  }

  package init(name: String, role: Role, used: Int, available: Int?) {
    self.name = name
    self.role = role
    self.used = used
    self.available = available
  }
}

/// How the cycles were taken.
package struct MethodRecord: Hashable, Sendable, Codable {
  /// What begins with empty caches and the warm-up.
  package enum WarmupScope: String, Hashable, Sendable, Codable {
    case pass
    case run
  }

  /// The counter: `dwt_cyccnt`.
  package let counter: String
  package let warmupRuns: Int
  /// What begins with empty caches and the warm-up; `nil` in records that do not tell.
  package let warmupScope: WarmupScope?
  /// Runs asked for a pass.
  package let runs: Int
  /// Why a pass ended: `fixed count`.
  package let stopRule: String
  /// What happened to interrupts inside a window: `masked`.
  package let interruptPolicy: String?
  /// What the debug probe did meanwhile: `none attached`.
  package let probeState: String?
  /// Where the input came from: `seeded`, a file's name; untrusted text.
  package let input: String?

  package init(
    counter: String, warmupRuns: Int, warmupScope: WarmupScope? = nil, runs: Int,
    stopRule: String, interruptPolicy: String? = nil, probeState: String? = nil,
    input: String? = nil
  ) {
    self.counter = counter
    self.warmupRuns = warmupRuns
    self.warmupScope = warmupScope
    self.runs = runs
    self.stopRule = stopRule
    self.interruptPolicy = interruptPolicy
    self.probeState = probeState
    self.input = input
  }
}

/// The board's outputs held against the host reference's.
package struct OutputCheck: Hashable, Sendable, Codable {
  package let vectorCount: Int
  package let mismatches: [OutputMismatch]
  /// SHA-256 over the outputs of all vectors, in graph order, one vector after another.
  package let outputSHA256: String?
  /// The graph outputs in order; `nil` in records of versions that did not tell.
  package let outputs: [OutputRecord]?

  package init(
    vectorCount: Int, mismatches: [OutputMismatch], outputSHA256: String? = nil,
    outputs: [OutputRecord]? = nil
  ) {
    self.vectorCount = vectorCount
    self.mismatches = mismatches
    self.outputSHA256 = outputSHA256
    self.outputs = outputs
  }
}

/// What the board gave at a graph output.
package struct OutputRecord: Hashable, Sendable, Codable {
  /// The tensor's place in the file.
  package let tensor: Int
  /// CRC-32 (IEEE 802.3) of its bytes for the vector that was timed.
  package let crc32: UInt32
  /// Whether every vector's bytes are the host reference's, each time that they were read.
  package let isMatch: Bool
  /// The largest difference of any vector in the output's own units, where those are known.
  package let maximumError: Double?

  package init(tensor: Int, crc32: UInt32, isMatch: Bool, maximumError: Double?) {
    self.tensor = tensor
    self.crc32 = crc32
    self.isMatch = isMatch
    self.maximumError = maximumError
  }
}

/// An output that differs from the host reference's.
package struct OutputMismatch: Hashable, Sendable, Codable {
  package let vector: Int
  /// The place among the graph's outputs.
  package let output: Int
  /// The first element that differs.
  package let firstElement: Int
  package let differingElements: Int
  package let elementCount: Int
  /// The largest difference in the output's own units of the last place, where it has such.
  package let maximumError: Double?

  package init(
    vector: Int, output: Int, firstElement: Int, differingElements: Int, elementCount: Int,
    maximumError: Double?
  ) {
    self.vector = vector
    self.output = output
    self.firstElement = firstElement
    self.differingElements = differingElements
    self.elementCount = elementCount
    self.maximumError = maximumError
  }
}

/// Which program made the record, for whom.
package struct Provenance: Hashable, Sendable, Codable {
  /// `mcubench 0.1.0`.
  package let program: String
  package let user: String?
  /// What the lab knows besides; `nil` in runs that no lab made.
  package let lab: LabProvenance?
  /// Where the figures come from, or `nil` where this program took them.
  package let imported: ImportOrigin?

  package init(
    program: String, user: String?, lab: LabProvenance? = nil, imported: ImportOrigin? = nil
  ) {
    self.program = program
    self.user = user
    self.lab = lab
    self.imported = imported
  }
}

/// Which job of a lab a run belongs to.
package struct LabProvenance: Hashable, Sendable, Codable {
  /// The job's id, and which attempt at it this was, from 1 on.
  package let job: String
  package let attempt: Int
  /// The rig's name of the board.
  package let boardName: String?
  /// The night that the job belongs to.
  package let night: String?
  /// The commit that kernels and firmware template were at.
  package let commit: String?
  /// Bytes by which the code was moved in the flash, to see what its place does.
  package let codePaddingBytes: Int?

  package init(
    job: String, attempt: Int, boardName: String?, night: String?, commit: String?,
    codePaddingBytes: Int? = nil
  ) {
    self.job = job
    self.attempt = attempt
    self.boardName = boardName
    self.night = night
    self.commit = commit
    self.codePaddingBytes = codePaddingBytes
  }
}

/// A file that the run left.
package struct Artifact: Hashable, Sendable, Codable {
  package let path: String
  package let byteCount: Int
  package let sha256: String?
  /// What it is: `elf`, `layers`, `samples`.
  package let role: String

  package init(path: String, byteCount: Int, sha256: String?, role: String) {
    self.path = path
    self.byteCount = byteCount
    self.sha256 = sha256
    self.role = role
  }
}
