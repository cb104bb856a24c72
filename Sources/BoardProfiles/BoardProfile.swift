/// What mcubench knows about a board, from its file in `boards/`.
package struct BoardProfile: Hashable, Sendable, Codable {
  /// The name on the command line and of the file: `stm32f746g`.
  package let name: String
  /// The board's title: `STM32F746G-DISCO`.
  package let title: String
  /// The chip: `STM32F746NG`.
  package let chip: String
  package let core: Core
  package let clock: ClockSetting
  /// Memory regions, the one that activations should lie in first first.
  package let memory: [MemoryRegion]
  package let serial: SerialLink
  package private(set) var flashing: FlashSetting
  /// What builds its firmware; `nil` together with ``firmware``.
  package let toolchain: ToolchainSetting?
  /// What its firmware is made of, or `nil` for a board that runs images from elsewhere only.
  package let firmware: FirmwareSetting?
  /// What simulated cycles of the board may claim; without an entry a timing model claims nothing.
  package let timingClaims: [TimingClaims]?
  /// Where code and weights lie on a board that leaves the choice, or `nil` where the linker script
  /// alone decides.
  package var placement: Placement?
  /// The placement of the profile's file where ``placement`` is another, or `nil`.
  package internal(set) var profilePlacement: Placement?
  /// The cores that can share a layer, or `nil` where a run has one.
  package var cores: Cores?

  /// The keys of a profile's file.
  private enum CodingKeys: String, CodingKey {
    case name, title, chip, core, clock, memory, serial, flashing, toolchain, firmware, timingClaims
    case placement, cores
  }

  /// A processor core.
  package struct Core: Hashable, Sendable, Codable {
    /// `cortex-m7`.
    package let name: String
    /// The core whose own kernels it runs, too, or `nil` for those of its name.
    package let kernelsOf: String?
    /// The counter that the firmware times layers with: `dwt_cyccnt`.
    package let cycleCounter: String?

    /// The folder of kernels written for it, under `Sources/CKernels/`.
    package var kernelFolder: String { kernelsOf ?? name }
  }

  /// The clock that the firmware sets.
  package struct ClockSetting: Hashable, Sendable, Codable {
    package let coreHertz: Int
    /// What the core clock hangs on.
    package let source: ClockSource
    /// Register values that the firmware must read back, by the name it reports them under.
    package let readBack: [ExpectedRegister]
  }

  /// What keeps the time of a clock, and so how exact it is.
  package enum ClockSource: String, Hashable, Sendable, Codable {
    case crystal
    /// An oscillator of resistor and capacitor in the chip.
    case rc

    /// The share by which the core clock may be off and still be taken for the profile's.
    ///
    /// Limits of the measurement contract, not of a part: crystals are off by some 0.01 %, chips'
    /// own oscillators by some per cent, a PLL with another divider by more than either limit.
    package var toleratedShare: Double {
      switch self {
      case .crystal: 0.005
      case .rc: 0.03
      }
    }
  }

  /// A register whose bits under `mask` must read as `value` once the clocks and caches are set.
  package struct ExpectedRegister: Hashable, Sendable, Codable {
    package let name: String
    package let address: UInt32
    package let mask: UInt32
    package let value: UInt32
    package let meaning: String
  }

  /// A stretch of memory.
  package struct MemoryRegion: Hashable, Sendable, Codable {
    /// `flash`, `dtcm`, `sram`.
    package let name: String
    package let origin: UInt32
    package let bytes: Int
    package let kind: Kind
    /// Bytes at the start that the firmware keeps for itself (stack, data), not for activations.
    package let reservedBytes: Int

    package enum Kind: String, Hashable, Sendable, Codable {
      /// Constants, and code where no region of the kind code holds it.
      case flash
      /// Code, on a chip that runs it from RAM.
      case code
      /// Activations.
      case arena
      /// The firmware's own data; never activations.
      case firmware
    }

    /// Bytes that a model may use.
    package var availableBytes: Int { bytes - reservedBytes }
  }

  /// The serial line to the host.
  package struct SerialLink: Hashable, Sendable, Codable {
    /// The speed that the firmware starts at.
    package let baud: Int
    /// Slower speeds that both ends fall back to, the fastest first.
    package let fallbackBauds: [Int]
    /// What becomes of the modem lines when the port is opened.
    package let dtr: ModemLine
    package let rts: ModemLine
    /// What carries it: `ST-Link/V2-1 virtual COM port, USART1`.
    package let route: String

    /// Every speed, in the order that both ends try them.
    package var bauds: [Int] { [baud] + fallbackBauds }
  }

  /// A modem line of the serial port: left as the driver has it, or set.
  package enum ModemLine: String, Hashable, Sendable, Codable {
    case keep
    case on
    case off
  }

  /// How images get into the chip's flash.
  package struct FlashSetting: Hashable, Sendable, Codable {
    /// What does it where nobody says otherwise.
    package fileprivate(set) var tool: Tool
    /// What else can.
    package fileprivate(set) var otherTools: [Tool]?
    /// What probes may do it, where the tool is OpenOCD.
    package let probe: ProbeFamily
    /// The tool's own file or name for the chip: `target/stm32f7x.cfg`, `esp32`.
    package let target: String
    /// For erasing, programming and verifying a full flash.
    package let limitSeconds: Int
    /// What the tool sets in the chip and a reset keeps, with the values of power-on.
    package let restores: [RegisterValue]

    /// A register of 32 bits that is written.
    package struct RegisterValue: Hashable, Sendable, Codable {
      package let name: String
      package let address: UInt32
      package let value: UInt32
    }

    package enum Tool: String, Hashable, Sendable, Codable, CaseIterable {
      case openocd
      case esptool
      /// The RP2040's boot ROM over USB, by its vendor interface.
      case picoboot
      /// The same by a file on its volume.
      case uf2

      /// Whether it takes the board's serial port, which nobody else may hold meanwhile.
      package var usesSerialPort: Bool { self == .esptool }
    }

    package enum ProbeFamily: String, Hashable, Sendable, Codable {
      case stLink = "st-link"
      /// A probe that follows Arm's CMSIS-DAP.
      case cmsisDAP = "cmsis-dap"
      /// A USB serial bridge whose modem lines reset the chip.
      case serialBridge = "serial-bridge"
    }

    /// Every tool that can, the default first.
    package var tools: [Tool] { [tool] + (otherTools ?? []) }

    /// What must be plugged in for ``tool``, for people.
    package var deviceName: String {
      switch tool {
      case .openocd, .esptool: probe.rawValue
      case .picoboot, .uf2: "RP2040 in BOOTSEL mode"
      }
    }
  }

  /// The compiler and its flags.
  package struct ToolchainSetting: Hashable, Sendable, Codable {
    /// The program's prefix: `arm-none-eabi-`.
    package let prefix: String
    /// Compilers that are taken before it where they are installed, the best first.
    package let preferred: [Candidate]?
    /// Flags for every compile and for the link.
    package let machineFlags: [String]
    package let compileFlags: [String]
    /// Flags for assembly files, besides.
    package let assemblyFlags: [String]?
    package let linkFlags: [String]
    /// The Debian packages that bring it.
    package let debianPackages: [String]

    /// A compiler that may stand in, with what it needs besides ``ToolchainSetting/machineFlags``.
    package struct Candidate: Hashable, Sendable, Codable {
      package let prefix: String
      package let machineFlags: [String]
    }
  }

  /// The parts of `firmware-template/` that make this board's firmware.
  package struct FirmwareSetting: Hashable, Sendable, Codable {
    /// Folders under `firmware-template/startup/`: what a family of cores shares, then the core's own.
    package let startup: [String]
    /// File under `firmware-template/linker/`.
    package let linkerScript: String
    /// Board support file under `firmware-template/boards/`.
    package let boardSupport: String
    package let stackBytes: Int
  }

  /// The same board, flashed by another of its tools; `nil` where it is none of them.
  package func flashed(with tool: FlashSetting.Tool) -> BoardProfile? {
    guard flashing.tools.contains(tool) else { return nil }
    let others = flashing.tools.filter { $0 != tool }
    var board = self
    board.flashing.tool = tool
    board.flashing.otherTools = others.isEmpty ? nil : others
    return board
  }

  /// Whether there is no firmware for it, so that no model can be built for it.
  package var runsImagesOnly: Bool { firmware == nil }

  /// Regions that activations may lie in, in order of preference.
  package var arenaRegions: [MemoryRegion] { memory.filter { $0.kind == .arena } }

  /// The region that code and constants lie in, or `nil` when the profile has none.
  package var flash: MemoryRegion? { memory.first { $0.kind == .flash } }

  /// The region that code runs from.
  package var codeRegion: MemoryRegion? {
    placement?.code == .flash ? flash : memory.first { $0.kind == .code } ?? flash
  }

  /// The region that weights are read from, unless a plan copies some.
  package var weightRegion: MemoryRegion? {
    placement?.weights == .ram ? arenaRegions.first : flash
  }
}
