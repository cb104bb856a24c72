PRAGMA application_id = 1835234658;
CREATE TABLE board (
  id INTEGER NOT NULL PRIMARY KEY,
  profile TEXT NOT NULL,
  unique_id TEXT NOT NULL,
  UNIQUE (profile, unique_id)
) STRICT;
INSERT INTO "board" VALUES(1,'stm32f746g','4d43554256495254736e3031');
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1 runs, layers and samples');
CREATE TABLE layer (
  run_id TEXT NOT NULL,
  evidence TEXT NOT NULL,
  pass TEXT NOT NULL CHECK (pass IN ('layer', 'cold')),
  layer_index INTEGER NOT NULL,
  operator TEXT NOT NULL,
  kernel_symbol TEXT,
  macs INTEGER NOT NULL,
  n INTEGER NOT NULL,
  rejected INTEGER NOT NULL,
  cycles_median REAL NOT NULL,
  cycles_min INTEGER NOT NULL,
  cycles_max INTEGER NOT NULL,
  cycles_mad REAL NOT NULL,
  probe_cycles_subtracted INTEGER NOT NULL,
  PRIMARY KEY (run_id, pass, layer_index),
  FOREIGN KEY (run_id, evidence) REFERENCES run (run_id, evidence) ON DELETE CASCADE
) STRICT;
INSERT INTO "layer" VALUES('00c0ffee00c0ffee','simulated','layer',0,'CONV_2D','mcub_conv_2d_s8_ref',31104,2,0,21600.0,21600,21600,0.0,4);
CREATE TABLE model (
  sha256 TEXT NOT NULL PRIMARY KEY,
  file_bytes INTEGER NOT NULL,
  parameters INTEGER NOT NULL,
  macs INTEGER NOT NULL
) STRICT;
INSERT INTO "model" VALUES('abababababababababababababababababababababababababababababababab',3000,224,31104);
CREATE TABLE run (
  run_id TEXT NOT NULL PRIMARY KEY,
  created_ms INTEGER NOT NULL,
  model_sha256 TEXT NOT NULL REFERENCES model (sha256),
  model_name TEXT NOT NULL,
  board_id INTEGER NOT NULL REFERENCES board (id),
  evidence TEXT NOT NULL CHECK (evidence IN ('measured', 'simulated', 'predicted')),
  timing_model TEXT,
  timing_model_version TEXT,
  claimed_error_pct REAL,
  validity TEXT NOT NULL CHECK (validity IN ('valid', 'degraded', 'invalid', 'invalid_output')),
  kernel_set TEXT,
  clock_hz INTEGER,
  clean_median_cycles REAL,
  record TEXT NOT NULL,
  UNIQUE (run_id, evidence)
) STRICT;
INSERT INTO "run" VALUES('00c0ffee00c0ffee',1795235541250,'abababababababababababababababababababababababababababababababab','two_layers',1,'simulated','instructions','1',NULL,'valid','ref',216000000,21600.0,'{"artifacts":[],"board":{"host":"bench","port":"/dev/pts/7","probeKind":"virtual","profile":"stm32f746g","uniqueID":"4d43554256495254736e3031"},"build":{"buildID":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","elfSHA256":"efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef","flags":["-O2","-mcpu=cortex-m7"],"kernelSet":"ref","sections":[{"address":134217728,"byteCount":9000,"isLoaded":true,"name":".text"},{"address":537182208,"byteCount":512,"isLoaded":false,"name":".bss"}],"toolchain":"arm-none-eabi-gcc 14.2.1"},"chipState":{"coreClockHertz":216000000,"registers":[{"expected":7,"mask":15,"meaning":"7 wait states","name":"FLASH_ACR","value":775}]},"created":{"unixMilliseconds":1795235541250},"evidence":"simulated","initCycles":100000,"layers":[{"costs":{"biasBytes":32,"inputBytes":432,"isPeak":true,"liveRAMBytes":1584,"macCount":31104,"outputBytes":1152,"parameterCount":224,"scratchBytes":0,"weightBytes":216},"identity":{"fusedActivation":"RELU6","name":"conv \"a\", b","nodeIndex":0,"operatorName":"CONV_2D","operatorVersion":3,"outputTensor":3,"subgraph":0},"index":0,"path":{"code":"generic","kernelSymbol":"mcub_conv_2d_s8_ref"},"placement":{"activationIn":"dtcm","activationOut":"dtcm","code":"flash","weights":"flash"},"shapes":{"dilationHeight":1,"dilationWidth":1,"groups":1,"inputType":"int8","inputs":[[1,12,12,3]],"isPerChannel":true,"kernelHeight":3,"kernelWidth":3,"outputType":"int8","outputs":[[1,12,12,8]],"padding":"SAME","strideHeight":1,"strideWidth":1,"weightType":"int8","weights":[8,3,3,3]},"window":0},{"costs":{"biasBytes":0,"inputBytes":1152,"isPeak":false,"liveRAMBytes":1152,"macCount":0,"outputBytes":1152,"parameterCount":0,"weightBytes":0},"identity":{"name":"flat","nodeIndex":2,"operatorName":"RESHAPE","operatorVersion":1,"outputTensor":5,"subgraph":0},"index":1,"path":{"code":"generic","reason":"the output lies on the input"},"placement":{"activationIn":"dtcm","activationOut":"dtcm"},"shapes":{"inputType":"int8","inputs":[[1,12,12,8]],"outputType":"int8","outputs":[[1,1152]]}}],"memory":{"peakLayer":0,"peakLiveBytes":1584,"regions":[{"available":61440,"name":"dtcm","role":"arena","used":1584},{"available":245760,"name":"sram1","role":"arena","used":0},{"available":1048576,"name":"flash","role":"flash","used":9000}],"stackBytes":4096,"stackHighWaterBytes":416},"method":{"counter":"dwt_cyccnt","input":"seeded","interruptPolicy":"masked","probeState":"none attached","runs":2,"stopRule":"fixed count","warmupRuns":1},"model":{"fileBytes":3000,"inputs":[{"name":"input","scale":0.5,"shape":[1,12,12,3],"type":"int8","zeroPoint":-1}],"macCount":31104,"name":"two_layers","outputs":[{"name":"output","scale":0.25,"shape":[1,1152],"type":"int8","zeroPoint":3}],"parameterCount":224,"quantization":"int8","sha256":"abababababababababababababababababababababababababababababababab"},"outputCheck":{"mismatches":[],"vectorCount":1},"passes":[],"provenance":{"program":"mcubench 0.1.0"},"reportedIssues":[],"runID":"00c0ffee00c0ffee","timingModel":{"name":"instructions","version":"1"}}');
CREATE TABLE samples (
  run_id TEXT NOT NULL,
  evidence TEXT NOT NULL,
  position INTEGER NOT NULL,
  pass TEXT NOT NULL CHECK (pass IN ('clean', 'layer', 'cold', 'probe')),
  warmup_runs INTEGER NOT NULL,
  wrapped_runs TEXT NOT NULL,
  cycles BLOB NOT NULL,
  PRIMARY KEY (run_id, position),
  FOREIGN KEY (run_id, evidence) REFERENCES run (run_id, evidence) ON DELETE CASCADE
) STRICT;
INSERT INTO "samples" VALUES('00c0ffee00c0ffee','simulated',0,'probe',0,'',X'01020808');
INSERT INTO "samples" VALUES('00c0ffee00c0ffee','simulated',1,'clean',1,'',X'0201C0D1020100');
INSERT INTO "samples" VALUES('00c0ffee00c0ffee','simulated',2,'layer',1,'',X'0201C8D1020100');
CREATE INDEX run_by_time ON run (created_ms);
CREATE INDEX run_by_model ON run (model_sha256, created_ms);
