// swift-tools-version: 6.3
import PackageDescription

/// Kept in every Swift target: language mode 6 comes from `swiftLanguageModes` below.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

/// Kept in every C target.
///
/// The kernels are built with optimisation even in a debug build: the host
/// reference runs whole networks.
let cSettings: [CSetting] = [
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-O2", "-Wall", "-Wextra", "-Wconversion"]),
]

/// The LX6's assembly: its callers beside it are portable, and run on the host over plain-C twins.
let lx6Assembly = [
  "add_elements_s8", "clamp_s8_lx6", "depthwise_3x3_lx6", "dot_s8_lx6", "dot_vector_s8_lx6",
  "look_up_eights", "max_words_lx6", "mean_words_lx6", "mul_elements_s8", "pool_bytes_lx6",
  "spread_s8_lx6", "widen_s8_lx6",
].map { "lx6/mcub_\($0).S" }

/// A Swift room of the house: its name and what it may import.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// A room whose sources are built with optimisation even in a debug build: its searches and fits take
/// most of a calibration's time else.
func optimizedRoom(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: name, dependencies: dependencies,
    swiftSettings: swiftSettings + [.unsafeFlags(["-O"], .when(configuration: .debug))])
}

/// A program of the house.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

/// The tests of one room.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: name,
    dependencies: dependencies + ["MCUBenchTestSupport", "Failures"],
    swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "mcubench",
  products: [
    .executable(name: "mcubench", targets: ["mcubench"]),
    .executable(name: "mcubench-vboard", targets: ["mcubench-vboard"]),
    .executable(name: "mcubenchd", targets: ["mcubenchd"]),
    // For programs on the fake USB bus of the tests.
    .library(name: "fake-usb-bus-preload", type: .dynamic, targets: ["FakeUSBBusPreload"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // Values
    room("Failures"),
    room("ContentHash"),
    room("ModelGraph", ["Failures", "ContentHash"]),
    room("Schedules", ["Failures"]),
    room("BoardProfiles", ["Failures", "Schedules", .product(name: "Yams", package: "Yams")]),
    room("WireRecords", ["Failures", "ContentHash"]),
    room("FirmwareArtifacts", ["Failures", "ContentHash"]),
    room("UF2Files", ["Failures"]),
    room("Measurements", ["Failures", "ModelGraph"]),
    room("Jobs", ["Failures", "Measurements"]),
    room("NumpyFiles", ["ModelGraph"]),

    // C
    .target(
      name: "CKernels", exclude: ["cortex-m0plus", "cortex-m7"] + lx6Assembly, cSettings: cSettings),
    // No product is fused into a sum, so that every host gives the same floats.
    .target(
      name: "CFloatKernels", cSettings: cSettings + [.unsafeFlags(["-O3", "-ffp-contract=off"])],
      linkerSettings: [.linkedLibrary("m")]),
    .systemLibrary(
      name: "CUnicorn", pkgConfig: "unicorn", providers: [.apt(["libunicorn-dev"])]),
    .systemLibrary(
      name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    .systemLibrary(name: "CZLib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CPNGImages", dependencies: ["CLibPNG"], cSettings: cSettings),
    .systemLibrary(
      name: "CCapstone", pkgConfig: "capstone", providers: [.apt(["libcapstone-dev"])]),
    .target(
      name: "CEmulator", dependencies: ["CUnicorn", "CCapstone"], exclude: ["rp2040_rom"],
      cSettings: cSettings),
    .target(name: "CESP32", dependencies: ["CROMLoader", "CXtensa"], cSettings: cSettings),
    .target(name: "CROMLoader", cSettings: cSettings),
    .target(name: "CXtensa", cSettings: cSettings, linkerSettings: [.linkedLibrary("m")]),

    // Pure stages
    room("RandomNumbers"),
    optimizedRoom("Architectures", ["Failures", "ModelGraph", "RandomNumbers"]),
    room("ModelCatalog", ["Architectures", "Failures", "Measurements"]),
    room("TFLiteReader", ["Failures", "ModelGraph", "ContentHash"]),
    optimizedRoom("TFLiteWriter", ["Failures", "ModelGraph"]),
    room("GraphPreparation", ["Failures", "ModelGraph"]),
    optimizedRoom(
      "Planning", ["Failures", "ModelGraph", "BoardProfiles", "ContentHash", "RandomNumbers"]),
    optimizedRoom("LatencyTables", ["BoardProfiles", "Measurements", "ModelGraph", "Planning"]),
    optimizedRoom(
      "Calibration",
      [
        "ContentHash", "Failures", "LatencyTables", "Measurements", "ModelGraph", "RandomNumbers",
      ]),
    room("Pruning", ["ModelGraph", "Planning"]),
    room(
      "DataSets", ["CPNGImages", "CZLib", "ContentHash", "Failures", "ModelGraph", "NumpyFiles"]),
    room("Evaluation", ["Failures", "Measurements", "ModelCatalog", "ModelGraph", "NumericCheck"]),
    room(
      "FirmwareGeneration",
      [
        "Failures", "ModelGraph", "Planning", "BoardProfiles", "FirmwareArtifacts", "WireRecords",
        "ContentHash",
      ]),
    room("MLPerfTiny", ["Evaluation", "Failures", "Hardware", "RandomNumbers"]),
    room("Regression", ["Failures", "Measurements"]),
    room("HostReference", ["Failures", "ModelGraph", "Planning", "CKernels"]),
    optimizedRoom(
      "FloatReference", ["CFloatKernels", "Failures", "GraphPreparation", "ModelGraph"]),
    optimizedRoom(
      "PostTrainingQuantization", ["Failures", "GraphPreparation", "ModelGraph"]),
    optimizedRoom("NumericCheck", ["ModelGraph"]),
    optimizedRoom(
      "VariationFactory",
      [
        "Architectures", "Failures", "FloatReference", "ModelGraph", "PostTrainingQuantization",
        "RandomNumbers", "TFLiteWriter",
      ]),
    optimizedRoom(
      "VariationSearch",
      [
        "Architectures", "Failures", "GraphPreparation", "ModelGraph", "Planning",
        "VariationFactory",
      ]),
    room(
      "Reports",
      [
        "Architectures", "Calibration", "Evaluation", "Failures", "Hardware", "LatencyTables",
        "MLPerfTiny", "Measurements", "ModelCatalog", "ModelGraph", "NumericCheck", "Planning",
        "Regression",
        "WireRecords",
      ]),
    room(
      "HTMLReports",
      ["Failures", "Jobs", "Measurements", "ModelGraph", "Regression", "Reports"]),

    room("RunBundles", ["ContentHash", "Failures", "Measurements", "Reports"]),
    room("Imports", ["ContentHash", "Failures", "Measurements"]),

    // Seams and adapters
    room("Hardware", ["Failures", "BoardProfiles", "FirmwareArtifacts", "UF2Files"]),
    room("POSIXSerial", ["Failures", "Hardware", "FirmwareArtifacts"]),
    room("USBProbes", ["Failures", "Hardware", "CLibUSB"]),
    room(
      "ProcessTools",
      [
        "Failures", "Hardware", "BoardProfiles", "FirmwareArtifacts", "ContentHash", "UF2Files",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
    room(
      "PicoBoot",
      [
        "Failures", "Hardware", "BoardProfiles", "FirmwareArtifacts", "ProcessTools", "USBProbes",
        "UF2Files",
      ]),
    room(
      "VirtualLink",
      ["Failures", "Hardware", "FirmwareArtifacts", "POSIXSerial"]),
    room(
      "ResultStore",
      [
        "ContentHash", "Failures", "Jobs", "Measurements", "ModelCatalog", "Regression",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    room(
      "LabClient",
      [
        "Failures", "Jobs", "Measurements",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOTLS", package: "swift-nio"),
      ]),

    // Orchestration and composition
    room(
      "Benchmarking",
      [
        "Failures", "ModelGraph", "BoardProfiles", "FirmwareArtifacts", "WireRecords",
        "Measurements", "ContentHash", "TFLiteReader", "GraphPreparation", "Planning", "Pruning",
        "FloatReference", "FirmwareGeneration", "HostReference", "Hardware", "NumericCheck",
        "NumpyFiles", "RandomNumbers",
      ]),
    room(
      "Workbench",
      [
        "Failures", "Benchmarking", "BoardProfiles", "FirmwareArtifacts", "FirmwareGeneration",
        "Hardware", "PicoBoot", "POSIXSerial", "ProcessTools", "UF2Files", "USBProbes",
        "VirtualLink", "ResultStore", "Calibration", "GraphPreparation", "LatencyTables",
        "Measurements", "MLPerfTiny", "ModelGraph", "Planning", "Pruning", "TFLiteReader",
        "ContentHash", "WireRecords", "RunBundles", "Imports", "DataSets", "Evaluation",
      ]),
    room(
      "VirtualBoard",
      [
        "Failures", "BoardProfiles", "ContentHash", "FirmwareArtifacts", "UF2Files", "CEmulator",
        "CESP32", "RandomNumbers",
      ]),
    room(
      "Lab",
      [
        "Failures", "Benchmarking", "BoardProfiles", "ContentHash", "FirmwareArtifacts", "Hardware",
        "Jobs", "Measurements", "Regression", "Reports", "ResultStore", "Schedules", "Workbench",
      ]),
    room(
      "BenchDaemon",
      [
        "Failures", "ContentHash", "HTMLReports", "Jobs", "Measurements", "Regression", "Reports",
        "ResultStore",
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),

    // Surfaces
    program(
      "mcubench",
      [
        "Failures", "Calibration", "ContentHash", "Workbench", "Benchmarking", "Reports",
        "Measurements", "ModelCatalog", "ModelGraph", "Planning", "Pruning", "BoardProfiles",
        "TFLiteReader", "GraphPreparation", "ResultStore", "FirmwareArtifacts",
        "FirmwareGeneration", "Hardware",
        "HTMLReports", "Jobs", "Imports", "Lab", "LabClient", "MLPerfTiny", "Regression",
        "RunBundles", "WireRecords", "Architectures", "VariationFactory", "Evaluation",
        "VariationSearch",
        argumentParser,
      ]),
    program("mcubench-vboard", ["Failures", "VirtualBoard", "BoardProfiles", argumentParser]),
    program(
      "mcubenchd",
      [
        "BenchDaemon", "BoardProfiles", "ContentHash", "Failures", "Lab", "Measurements",
        "ResultStore", "Workbench", argumentParser,
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),

    // Tests
    .target(
      name: "MCUBenchTestSupport",
      dependencies: [
        "BoardProfiles", "ContentHash", "Failures", "FirmwareArtifacts", "Hardware",
        "HostReference", "Measurements", "ModelGraph", "Planning", "TFLiteWriter", "WireRecords",
      ],
      path: "Tests/MCUBenchTestSupport",
      swiftSettings: swiftSettings),
    tests(
      "ExamplesTests",
      ["GraphPreparation", "HostReference", "Planning", "TFLiteReader"]),
    tests(
      "FuzzTests",
      [
        "BoardProfiles", "GraphPreparation", "ModelGraph", "Planning", "TFLiteReader",
        "TFLiteWriter",
      ]),
    tests("GraphPreparationTests", ["GraphPreparation", "TFLiteReader", "ModelGraph"]),
    tests("ArchitecturesTests", ["Architectures", "ModelGraph", "TFLiteReader"]),
    tests(
      "VariationFactoryTests",
      [
        "Architectures", "FloatReference", "GraphPreparation", "HostReference", "ModelGraph",
        "NumericCheck", "Planning", "PostTrainingQuantization", "TFLiteReader", "VariationFactory",
      ]),
    tests(
      "VariationSearchTests",
      ["Architectures", "GraphPreparation", "ModelGraph", "VariationFactory", "VariationSearch"]),
    .executableTarget(
      name: "search-bench",
      dependencies: [
        "Architectures", "ModelGraph", "Reports", "VariationFactory", "VariationSearch",
        argumentParser,
      ],
      path: "Tests/SearchBench",
      swiftSettings: swiftSettings + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    tests("SchedulesTests", ["Schedules"]),
    tests(
      "FloatReferenceTests",
      ["CFloatKernels", "FloatReference", "GraphPreparation", "ModelGraph", "TFLiteReader"]),
    tests(
      "PostTrainingQuantizationTests",
      [
        "FloatReference", "GraphPreparation", "HostReference", "ModelGraph", "NumericCheck",
        "Planning", "PostTrainingQuantization", "TFLiteReader", "TFLiteWriter",
      ]),
    tests("TFLiteReaderTests", ["TFLiteReader", "TFLiteWriter", "ModelGraph"]),
    tests("TFLiteWriterTests", ["ModelGraph", "TFLiteReader", "TFLiteWriter"]),
    tests("DataSetsTests", ["CZLib", "ContentHash", "DataSets", "ModelGraph"]),
    tests(
      "EvaluationTests",
      [
        "Benchmarking", "DataSets", "Evaluation", "GraphPreparation", "Measurements",
        "ModelCatalog", "ModelGraph", "NumericCheck", "TFLiteReader",
      ]),
    tests("BoardProfilesTests", ["BoardProfiles"]),
    tests(
      "BenchDaemonTests",
      [
        "BenchDaemon", "ContentHash", "Jobs", "LabClient", "Measurements", "Regression", "Reports",
        "ResultStore",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    tests("LabClientTests", ["Jobs", "LabClient", "Measurements"]),
    tests("CEmulatorTests", ["CEmulator"]),
    tests("CROMLoaderTests", ["CROMLoader"]),
    tests("CXtensaTests", ["CXtensa"]),
    tests("ContentHashTests", ["ContentHash"]),
    tests(
      "DataMovementKernelTests", ["HostReference", "Planning", "ModelGraph", "TFLiteReader"]),
    tests(
      "FirmwareGenerationTests",
      [
        "FirmwareGeneration", "BoardProfiles", "FirmwareArtifacts", "ModelGraph", "Planning",
        "WireRecords",
      ]),
    tests(
      "EndToEndTests",
      [
        "ContentHash", "Jobs", "Measurements", "ModelGraph", "Regression", "Reports", "ResultStore",
        "TFLiteReader", "UF2Files", "WireRecords",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    tests(
      "LabTests",
      [
        "Benchmarking", "BoardProfiles", "Jobs", "Lab", "Measurements", "Regression", "ResultStore",
        "Workbench",
      ]),
    tests("JobsTests", ["Jobs", "Measurements"]),
    tests("ModelCatalogTests", ["Measurements", "ModelCatalog"]),
    tests("MLPerfTinyTests", ["Hardware", "MLPerfTiny"]),
    tests(
      "CalibrationTests",
      [
        "BoardProfiles", "Calibration", "LatencyTables", "Measurements", "ModelGraph", "Planning",
        "RandomNumbers",
      ]),
    tests(
      "LatencyTablesTests",
      [
        "BoardProfiles", "Calibration", "LatencyTables", "Measurements", "ModelGraph", "Planning",
      ]),
    tests("RunBundlesTests", ["ContentHash", "Measurements", "RunBundles"]),
    tests("ImportsTests", ["Imports", "Measurements"]),
    tests("MeasurementsTests", ["Measurements", "ModelGraph"]),
    tests("RegressionTests", ["Measurements", "ModelGraph", "Regression"]),
    tests(
      "ReportsTests",
      [
        "Architectures", "Reports", "Evaluation", "Hardware", "MLPerfTiny", "Measurements",
        "ModelCatalog", "ModelGraph", "NumericCheck", "Regression", "WireRecords",
      ]),
    tests(
      "ResultStoreTests",
      [
        "ContentHash", "Jobs", "Measurements", "ModelCatalog", "QueueWorker", "Regression",
        "ResultStore", "StoreWriter",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(
      name: "PageExamples",
      dependencies: [
        "HTMLReports", "Jobs", "Measurements", "ModelGraph", "Regression", "Reports",
      ],
      path: "Tests/PageExamples",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "page-gallery", dependencies: ["HTMLReports", "PageExamples"],
      path: "Tests/PageGallery", swiftSettings: swiftSettings),
    tests(
      "HTMLReportsTests",
      [
        "HTMLReports", "Jobs", "Measurements", "ModelGraph", "PageExamples", "Regression",
        "Reports",
      ]),
    .executableTarget(
      name: "StoreWriter",
      dependencies: ["Failures", "MCUBenchTestSupport", "Measurements", "ResultStore"],
      path: "Tests/StoreWriter",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "store-bench",
      dependencies: [
        "Measurements", "MCUBenchTestSupport", "Regression", "ResultStore", argumentParser,
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/StoreBench",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "prediction-bench",
      dependencies: [
        "Benchmarking", "BoardProfiles", "Calibration", "Failures", "GraphPreparation",
        "LatencyTables", "Measurements", "ModelGraph", "Planning", "Reports", "TFLiteReader",
        "Workbench", argumentParser,
      ],
      path: "Tests/PredictionBench",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "QueueWorker",
      dependencies: ["Failures", "Jobs", "MCUBenchTestSupport", "Measurements", "ResultStore"],
      path: "Tests/QueueWorker",
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "fake-usb-bus", path: "Tests/FakeUSBBus",
      cSettings: cSettings + [.define("_GNU_SOURCE")]),
    .target(
      name: "FakeUSBBusPreload", path: "Tests/FakeUSBBusPreload", publicHeadersPath: ".",
      cSettings: cSettings + [.define("_GNU_SOURCE")]),
    .executableTarget(
      name: "usb-user", dependencies: ["CLibUSB"], path: "Tests/USBUser", cSettings: cSettings),
    tests(
      "HostReferenceTests",
      [
        "HostReference", "Planning", "ModelGraph", "TFLiteReader", "GraphPreparation", "CKernels",
        "BoardProfiles",
      ]),
    tests(
      "BenchmarkingTests",
      [
        "Benchmarking", "BoardProfiles", "ContentHash", "FirmwareArtifacts", "Hardware",
        "Measurements", "ModelGraph", "WireRecords",
      ]),
    tests("UF2FilesTests", ["UF2Files"]),
    tests("USBProbesTests", ["USBProbes", "Hardware"]),
    tests("PicoBootTests", ["PicoBoot", "BoardProfiles", "Hardware", "UF2Files", "USBProbes"]),
    tests("POSIXSerialTests", ["POSIXSerial", "Hardware"]),
    tests(
      "ProcessToolsTests",
      [
        "ProcessTools", "FirmwareGeneration", "BoardProfiles", "FirmwareArtifacts", "Hardware",
        "ModelGraph", "Planning", "TFLiteReader", "GraphPreparation", "UF2Files",
      ]),
    tests(
      "VirtualLinkTests", ["VirtualLink", "POSIXSerial", "Hardware", "FirmwareArtifacts"]),
    tests(
      "VirtualBoardTests", ["ContentHash", "UF2Files", "VirtualBoard", "mcubench-vboard"]),
    .target(
      name: "VirtualBoardPlainCore", dependencies: ["CUnicorn"],
      path: "Tests/VirtualBoardPlainCore", cSettings: cSettings),
    .executableTarget(
      name: "virtual-board-bench",
      dependencies: ["Failures", "VirtualBoard", "VirtualBoardPlainCore", argumentParser],
      path: "Tests/VirtualBoardBench",
      exclude: [
        "build-coremark.sh", "build-kernels.sh", "collect-images.sh", "coremark", "kernels",
      ],
      swiftSettings: swiftSettings),
    .target(
      name: "KernelBench",
      dependencies: [
        "BoardProfiles", "Failures", "FirmwareArtifacts", "HostReference", "ModelGraph",
        "Planning", "ProcessTools", "VirtualBoard",
      ],
      path: "Tests/KernelBench",
      exclude: ["boards", "compare-commits.sh", "firmware", "layers.json"],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "kernel-bench",
      dependencies: ["Failures", "KernelBench", "VirtualBoard", argumentParser],
      path: "Tests/KernelBenchCommand", swiftSettings: swiftSettings),
    tests(
      "KernelBenchTests",
      [
        "KernelBench", "ModelGraph", "Planning", "VirtualBoard", "BoardProfiles", "CXtensa",
        "HostReference",
      ]),
    tests("WireRecordsTests", ["ContentHash", "WireRecords"]),
    tests(
      "WorkbenchTests",
      [
        "Workbench", "Benchmarking", "BoardProfiles", "Calibration", "FirmwareGeneration",
        "GraphPreparation", "Hardware", "HostReference", "LatencyTables", "Measurements",
        "ModelGraph", "Planning", "ProcessTools", "Reports", "TFLiteReader", "USBProbes",
        "VirtualLink", "WireRecords",
      ]),
    tests(
      "PruningTests",
      [
        "Pruning", "GraphPreparation", "HostReference", "ModelGraph", "Planning", "TFLiteReader",
      ]),
    tests(
      "PlanningTests",
      ["Planning", "ModelGraph", "BoardProfiles", "TFLiteReader", "GraphPreparation"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)
