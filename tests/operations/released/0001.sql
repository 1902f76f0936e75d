BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE editions (
	log INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	document_number VARCHAR, 
	issuing_organs JSON NOT NULL, 
	decided_on DATE, 
	written_on DATE, 
	published_at DATETIME NOT NULL, 
	effective_from DATE NOT NULL, 
	counts JSON NOT NULL, 
	changes JSON NOT NULL, 
	attachments JSON NOT NULL, 
	first_entry INTEGER NOT NULL, 
	tree_size INTEGER NOT NULL, 
	covers_from DATE, 
	root BLOB NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	authorised_by VARCHAR, 
	PRIMARY KEY (log, number), 
	FOREIGN KEY(log) REFERENCES logs (id)
);
INSERT INTO "editions" VALUES(1,1,'load','2016年权责清单',NULL,'[]',NULL,NULL,'2016-03-01 00:00:00.000000','2016-03-01','{"administrative_penalty": 3}','{"department": {"add": 1}, "power": {"add": 3}}','[{"name": "\u6e05\u5355.xlsx", "digest": "abababababababababababababababababababababababababababababababab", "size": 12}]',1,6,'2016-03-01',X'90F6B419DD5181A844619CE0A09608C331F73E1E2BAB1823692F0A2642F7F1DF','2026-11-23 20:50:21.831198',NULL);
INSERT INTO "editions" VALUES(1,2,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2018-12-20 08:30:01.000000','2019-01-01','{"administrative_penalty": 2}','{"power": {"merge": 3}}','[]',7,11,'2019-01-01',X'6F8225451B1EF6B055843F58D8EFB858BD1FF428132BF78C5149502AFFAA01AE','2026-11-23 20:50:21.840380',NULL);
INSERT INTO "editions" VALUES(1,3,'公告','更正',NULL,'[]',NULL,NULL,'2026-11-23 20:50:21.000000','2024-06-01','{"administrative_penalty": 2}','{"power": {"amend": 1}}','[]',12,14,'2024-06-01',X'BB03601579A07276E99FCC4D86FFAC735E4D0388CC495D812B0BCE8D5B82C69C','2026-11-23 20:50:21.848438',NULL);
INSERT INTO "editions" VALUES(2,1,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2026-11-23 20:50:21.000000','2016-03-01','{"administrative_penalty": 1}','{"power": {"add": 1}}','[]',1,2,'2016-03-01',X'8468E65EDDFF70F678659214A9BF0569F94EBC683204006C00545C92126FF53F','2026-11-23 20:50:21.853176',NULL);
INSERT INTO "editions" VALUES(3,1,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2026-11-23 20:50:21.000000','2016-03-01','{}','{"department": {"add": 1}}','[]',1,2,NULL,X'DA700290437E8F8E56AFEDF6B68485258AAF34779721593B9DB1246A2F2F1A92','2026-11-23 20:50:21.857819',NULL);
INSERT INTO "editions" VALUES(3,2,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2026-11-23 20:50:21.000000','2016-03-01','{"administrative_penalty": 1}','{"power": {"add": 1}}','[]',3,4,'2016-03-01',X'24068761F0536F335D31F5BA68A0A23586105DCD0983FD958AF10793D258E4D8','2026-11-23 20:50:21.861798',NULL);
CREATE TABLE entries (
	log INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	edition INTEGER NOT NULL, 
	record TEXT, 
	kind VARCHAR NOT NULL, 
	version INTEGER, 
	base INTEGER, 
	digest VARCHAR NOT NULL, 
	op VARCHAR NOT NULL, 
	valid_from DATE, 
	valid_to DATE, 
	cause JSON, 
	lineage JSON, 
	leaf BLOB NOT NULL, 
	PRIMARY KEY (log, number), 
	FOREIGN KEY(log) REFERENCES logs (id), 
	FOREIGN KEY(record) REFERENCES records (id), 
	UNIQUE (position)
);
INSERT INTO "entries" VALUES(1,1,1,1,NULL,'edition',NULL,NULL,'60bbc7e1f6b08e7f75a488d504966b978bfd32e9ab93a48ac874971f174fb282','publish',NULL,NULL,NULL,NULL,X'FE2B0E7BB89420FD49A05A67C1D437475143201CE411301B30E2E468A412DAB4');
INSERT INTO "entries" VALUES(1,2,2,1,'01m852s3fnah5wfk69gzps392f','department',1,NULL,'8e2b15453200c3bb487bc199054c99d538d769843d41ca8341be5d7dcecd892f','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'9243BDA7D999D7D14A8733C28876848BFA9D10B6B314A5EFDD4CEB32D4CE865D');
INSERT INTO "entries" VALUES(1,3,3,1,'01m852s3fnrpj285vfpy2efhnq','power',1,NULL,'8f9c44cd00dedae1ee965cb0904038d261bbbd86007d13cc031d3cc6312fc70a','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'84CDF77E8E96EF495CBE6F0D06192C6A012B6031C3FDDCB973F12D10F064720F');
INSERT INTO "entries" VALUES(1,4,4,1,'01m852s3fn03bf77m2wnndvq32','power',1,NULL,'2d0ce708e216ba4f9508196cab910fbceb2ae9b97daa3248183258694b7a6032','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'E2EE75EDB398636FB037AEEE76301AF1A2F6E55344790F13D83205228CAE1166');
INSERT INTO "entries" VALUES(1,5,5,1,'01m852s3fn56dsayrpb6wb8v77','power',1,NULL,'33dfd846002820e4c0e66a8511d2ef363adc899ab602ebb2128a7c20568b1295','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'6B5E5A3583226AA7ADA8C456C7B003D430B75C41DF316EE0A155397EDAFB24C0');
INSERT INTO "entries" VALUES(1,6,6,1,'01m852s3fn25rwj0vw0cqws1jg','power',1,NULL,'7737b6796cce07fedebf7ac1794dfe1ad721800d3323a7e74bbf23026cd425e5','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'D1F64F6A0911BDDDFD24CEBA884590935982A6734FD88B877BD9D98B4E9265A0');
INSERT INTO "entries" VALUES(1,7,7,2,NULL,'edition',NULL,NULL,'36c55414db6f09abc415b007d22688abffd08964e3a902e916182828e9a43088','publish',NULL,NULL,NULL,NULL,X'99496E6A5AAE7A872292BA562FC8B2AD095A75597D9FFF9A68A4FA074DFB3436');
INSERT INTO "entries" VALUES(1,8,8,2,'01m852s3fn03bf77m2wnndvq32','power',2,1,'3c132d124c42d31a8da79f3a46f28e344c5488cfd2ea8b91ae407f6e261e2120','merge','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}','{"into": ["01m852s3fncsrjwwfx062dbxjg"]}',X'E011573FD88DFD54BD509419225C699EBFE2AC0EC7B4547204131063C566F0D8');
INSERT INTO "entries" VALUES(1,9,9,2,'01m852s3fn56dsayrpb6wb8v77','power',2,1,'f172e569e3027f80da1609720ee9c5045df18ca339898d81f3ea88f337175f6b','merge','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}','{"into": ["01m852s3fncsrjwwfx062dbxjg"]}',X'A4AFBECE530696AE532A9EC1C990CEB5F306A032A17D37D61D295A0825FC4931');
INSERT INTO "entries" VALUES(1,10,10,2,'01m852s3fncsrjwwfx062dbxjg','power',1,NULL,'fe85f36177799bc2a7ac7f612221b263636ad8c227efdaba7f6406b12bad9d39','merge','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}','{"from": ["01m852s3fn03bf77m2wnndvq32", "01m852s3fn56dsayrpb6wb8v77"]}',X'142A4F584761D9CE5901FFC8C07060F1A7A248A4307478074F24D7C7CE4C7D60');
INSERT INTO "entries" VALUES(1,11,11,2,'01m852s3fnrpj285vfpy2efhnq','power',2,1,'a5533718dd135c67e1ee008a9b19f680140ea1c12ac855a24e46a53304c79bcc','cancel','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'76E59E1D22231D61B8A403CC0B3D4C4247CF16FE743EFB1B117EAFD2B8F4D82F');
INSERT INTO "entries" VALUES(1,12,12,3,NULL,'edition',NULL,NULL,'d45ace9392aef31b91ca5ec62a8380d4adfd8d38b855abb134718be20f7aa364','publish',NULL,NULL,NULL,NULL,X'B5CF3992E5F978DA3CDD54BBC0D9329EC3F75F26DA76CF1A552F0960E4816A70');
INSERT INTO "entries" VALUES(1,13,13,3,'01m852s3fn25rwj0vw0cqws1jg','power',2,1,'273b1289c2d9ff644e59a2c3df33990af9fe8ae0ab661d5b7edc8514d567b801','amend','2024-06-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'4939A9EB055B25D4D438385FCFFE68A688D4D988D2A07A43B856CCE0DCA4CD85');
INSERT INTO "entries" VALUES(1,14,14,3,'01m852s3fn25rwj0vw0cqws1jg','power',1,NULL,'7737b6796cce07fedebf7ac1794dfe1ad721800d3323a7e74bbf23026cd425e5','redact',NULL,NULL,'{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'4082CDF7A14F8FFBC77745CA057BEA15E376848E08E18CD63675A3E381A2FF86');
INSERT INTO "entries" VALUES(2,1,15,1,NULL,'edition',NULL,NULL,'a8bec96e875bdd6140442635c63c7beccef4b932c6d215d5f54e12caabb7e3c2','publish',NULL,NULL,NULL,NULL,X'00BED321E5E0B9687566E565D7CDE1873DA97B8A6B80B5A64B8D20E45C0AA06B');
INSERT INTO "entries" VALUES(2,2,16,1,'01m852s3gsfct7rmg9r4hhmqqy','power',1,NULL,'423cae64844883f3dd5e5a0637cb5ac00c0cdf215f3d7ba2e20579c3c82bbcdf','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'7E6EA03065AA3E21A15FB760D0E355B06F646E3960DB31D2284A00C93A16CE75');
INSERT INTO "entries" VALUES(3,1,17,1,NULL,'edition',NULL,NULL,'896c1750963815cac46e35e54c640c4b12254cdc481445d2b235307d1df43a2a','publish',NULL,NULL,NULL,NULL,X'CFDC654DF5AC90457954FC6018B830B8D5E69185567B8DDE46CD548A93DCFE11');
INSERT INTO "entries" VALUES(3,2,18,1,'01m852s3gyvhtz6mxahdje9wx2','department',1,NULL,'117964a2139230ea87e523934af9d9146ce25e4d6bad9a087bab929c341403ec','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'A21EAF6B82019CEACC6F2DC1BC9D97351EA5778FD34DA9E7BB7128FDA86AC39A');
INSERT INTO "entries" VALUES(3,3,19,2,NULL,'edition',NULL,NULL,'09c72e1468e9b797c0777af46ac7ba09b68f7477abdbc8dc8927dcb5d81a41ff','publish',NULL,NULL,NULL,NULL,X'A89E65178A5B314238EEDC3A6ECA24EBFBF300D6111EB3EF56A872625CBEC93A');
INSERT INTO "entries" VALUES(3,4,20,2,'01m852s3h29tfrfpbq3z0ar7a6','power',1,NULL,'ecda93b1ea8f8a25d91a60d00161a9ebbabb84ca3264fca6dfc1f366f5ee4d83','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'C08E4DCDAC9C45874510D3883A8D5DA397AA1F138D4632399E18684225B90553');
CREATE TABLE installation (
	id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	secret VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "installation" VALUES(1,20,'no secret: a test');
CREATE TABLE jurisdictions (
	id TEXT NOT NULL, 
	name VARCHAR NOT NULL, 
	ruleset VARCHAR NOT NULL, 
	demonstration BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "jurisdictions" VALUES('01m852s3fmhjcmxatz2bjgrg9c','示范区','standard',1,'2026-11-23 20:50:21.812121');
INSERT INTO "jurisdictions" VALUES('01m852s3gyjcxv7mmjwstdfjtt','邻区','standard',1,'2026-11-23 20:50:21.854072');
CREATE TABLE logs (
	id INTEGER NOT NULL, 
	jurisdiction TEXT NOT NULL, 
	name VARCHAR NOT NULL, 
	entry INTEGER NOT NULL, 
	edition INTEGER NOT NULL, 
	published_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (id)
);
INSERT INTO "logs" VALUES(1,'01m852s3fmhjcmxatz2bjgrg9c','public',14,3,'2026-11-23 20:50:21.000000');
INSERT INTO "logs" VALUES(2,'01m852s3fmhjcmxatz2bjgrg9c','withheld',2,1,'2026-11-23 20:50:21.000000');
INSERT INTO "logs" VALUES(3,'01m852s3gyjcxv7mmjwstdfjtt','public',4,2,'2026-11-23 20:50:21.000000');
INSERT INTO "logs" VALUES(4,'01m852s3gyjcxv7mmjwstdfjtt','withheld',0,0,NULL);
CREATE TABLE projection (
	record TEXT NOT NULL, 
	valid_from DATE NOT NULL, 
	entry_from INTEGER NOT NULL, 
	valid_to DATE NOT NULL, 
	entry_to INTEGER NOT NULL, 
	log INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	counted BOOLEAN NOT NULL, 
	department TEXT NOT NULL, 
	category_rank INTEGER NOT NULL, 
	display_order INTEGER NOT NULL, 
	category VARCHAR, 
	status VARCHAR NOT NULL, 
	grouping BOOLEAN NOT NULL, 
	parent TEXT, 
	code TEXT, 
	name TEXT NOT NULL, 
	PRIMARY KEY (record, valid_from, entry_from), 
	CONSTRAINT projection_entries CHECK (entry_from < entry_to), 
	CONSTRAINT projection_days CHECK (valid_from < valid_to), 
	FOREIGN KEY(record) REFERENCES records (id)
);
INSERT INTO "projection" VALUES('01m852s3fn56dsayrpb6wb8v77','2016-03-01',5,'9999-12-31',9,1,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,'01m852s3fnrpj285vfpy2efhnq',NULL,'对销售劣种子的处罚');
INSERT INTO "projection" VALUES('01m852s3fn03bf77m2wnndvq32','2016-03-01',4,'9999-12-31',8,1,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,'01m852s3fnrpj285vfpy2efhnq','NY-1','对销售假种子的处罚');
INSERT INTO "projection" VALUES('01m852s3fnah5wfk69gzps392f','2016-03-01',2,'9999-12-31',4611686018427387904,1,'department',1,1,'',0,0,NULL,'active',0,NULL,NULL,'农业农村局');
INSERT INTO "projection" VALUES('01m852s3fnrpj285vfpy2efhnq','2016-03-01',3,'9999-12-31',11,1,'power',1,0,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',1,NULL,NULL,'种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m852s3fn25rwj0vw0cqws1jg','2016-03-01',6,'9999-12-31',13,1,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,NULL,NULL,'（已依法移除）');
INSERT INTO "projection" VALUES('01m852s3fn56dsayrpb6wb8v77','2016-03-01',9,'2019-01-01',4611686018427387904,1,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,'01m852s3fnrpj285vfpy2efhnq',NULL,'对销售劣种子的处罚');
INSERT INTO "projection" VALUES('01m852s3fn56dsayrpb6wb8v77','2019-01-01',9,'9999-12-31',4611686018427387904,1,'power',2,0,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','merged',0,'01m852s3fnrpj285vfpy2efhnq',NULL,'对销售劣种子的处罚');
INSERT INTO "projection" VALUES('01m852s3fn03bf77m2wnndvq32','2016-03-01',8,'2019-01-01',4611686018427387904,1,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,'01m852s3fnrpj285vfpy2efhnq','NY-1','对销售假种子的处罚');
INSERT INTO "projection" VALUES('01m852s3fn03bf77m2wnndvq32','2019-01-01',8,'9999-12-31',4611686018427387904,1,'power',2,0,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','merged',0,'01m852s3fnrpj285vfpy2efhnq','NY-1','对销售假种子的处罚');
INSERT INTO "projection" VALUES('01m852s3fncsrjwwfx062dbxjg','2019-01-01',10,'9999-12-31',4611686018427387904,1,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,NULL,NULL,'对种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m852s3fnrpj285vfpy2efhnq','2016-03-01',11,'2019-01-01',4611686018427387904,1,'power',1,0,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',1,NULL,NULL,'种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m852s3fnrpj285vfpy2efhnq','2019-01-01',11,'9999-12-31',4611686018427387904,1,'power',2,0,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','cancelled',1,NULL,NULL,'种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m852s3fn25rwj0vw0cqws1jg','2016-03-01',13,'2024-06-01',4611686018427387904,1,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,NULL,NULL,'（已依法移除）');
INSERT INTO "projection" VALUES('01m852s3fn25rwj0vw0cqws1jg','2024-06-01',13,'9999-12-31',4611686018427387904,1,'power',2,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,NULL,NULL,'含有个人信息的事项');
INSERT INTO "projection" VALUES('01m852s3gsfct7rmg9r4hhmqqy','2016-03-01',2,'9999-12-31',4611686018427387904,2,'power',1,1,'01m852s3fnah5wfk69gzps392f',2,0,'administrative_penalty','active',0,NULL,NULL,'不公开的事项');
INSERT INTO "projection" VALUES('01m852s3gyvhtz6mxahdje9wx2','2016-03-01',2,'9999-12-31',4611686018427387904,3,'department',1,1,'',0,0,NULL,'active',0,NULL,NULL,'教育局');
INSERT INTO "projection" VALUES('01m852s3h29tfrfpbq3z0ar7a6','2016-03-01',4,'9999-12-31',4611686018427387904,3,'power',1,1,'01m852s3gyvhtz6mxahdje9wx2',2,0,'administrative_penalty','active',0,NULL,NULL,'对违法行为的处罚');
CREATE TABLE proposals (
	id TEXT NOT NULL, 
	jurisdiction TEXT NOT NULL, 
	title VARCHAR NOT NULL, 
	department VARCHAR, 
	state VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	report JSON, 
	changes JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (id)
);
CREATE TABLE records (
	id TEXT NOT NULL, 
	kind VARCHAR NOT NULL, 
	log INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(log) REFERENCES logs (id)
);
INSERT INTO "records" VALUES('01m852s3fnah5wfk69gzps392f','department',1);
INSERT INTO "records" VALUES('01m852s3fnrpj285vfpy2efhnq','power',1);
INSERT INTO "records" VALUES('01m852s3fn03bf77m2wnndvq32','power',1);
INSERT INTO "records" VALUES('01m852s3fn56dsayrpb6wb8v77','power',1);
INSERT INTO "records" VALUES('01m852s3fn25rwj0vw0cqws1jg','power',1);
INSERT INTO "records" VALUES('01m852s3fncsrjwwfx062dbxjg','power',1);
INSERT INTO "records" VALUES('01m852s3gsfct7rmg9r4hhmqqy','power',2);
INSERT INTO "records" VALUES('01m852s3gyvhtz6mxahdje9wx2','department',3);
INSERT INTO "records" VALUES('01m852s3h29tfrfpbq3z0ar7a6','power',3);
CREATE TABLE region_codes (
	jurisdiction TEXT NOT NULL, 
	scheme VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE NOT NULL, 
	PRIMARY KEY (jurisdiction, scheme, value, valid_from), 
	FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (id)
);
CREATE TABLE tree_nodes (
	log INTEGER NOT NULL, 
	level INTEGER NOT NULL, 
	"index" INTEGER NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY (log, level, "index"), 
	FOREIGN KEY(log) REFERENCES logs (id)
);
CREATE TABLE versions (
	record TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	body TEXT, 
	PRIMARY KEY (record, number), 
	FOREIGN KEY(record) REFERENCES records (id)
);
INSERT INTO "versions" VALUES('01m852s3fnah5wfk69gzps392f',1,'8e2b15453200c3bb487bc199054c99d538d769843d41ca8341be5d7dcecd892f','{"codes":[],"consultation_phone":null,"disclosure":"public","display_order":null,"extra":{},"kind":"department","name":"农业农村局","note":null,"outward_names":[],"schema":1,"short_names":[],"standing":"working_department","status":"active","supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fnrpj285vfpy2efhnq',1,'8f9c44cd00dedae1ee965cb0904038d261bbbd86007d13cc031d3cc6312fc70a','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":true,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"种子违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fn03bf77m2wnndvq32',1,'2d0ce708e216ba4f9508196cab910fbceb2ae9b97daa3248183258694b7a6032','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[{"scheme":"list","value":"NY-1"}],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售假种子的处罚","note":null,"parent_id":"01m852s3fnrpj285vfpy2efhnq","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fn56dsayrpb6wb8v77',1,'33dfd846002820e4c0e66a8511d2ef363adc899ab602ebb2128a7c20568b1295','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{"风险点":"审查不严"},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售劣种子的处罚","note":null,"parent_id":"01m852s3fnrpj285vfpy2efhnq","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fn25rwj0vw0cqws1jg',1,'7737b6796cce07fedebf7ac1794dfe1ad721800d3323a7e74bbf23026cd425e5',NULL);
INSERT INTO "versions" VALUES('01m852s3fn03bf77m2wnndvq32',2,'3c132d124c42d31a8da79f3a46f28e344c5488cfd2ea8b91ae407f6e261e2120','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[{"scheme":"list","value":"NY-1"}],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售假种子的处罚","note":null,"parent_id":"01m852s3fnrpj285vfpy2efhnq","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"merged","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fn56dsayrpb6wb8v77',2,'f172e569e3027f80da1609720ee9c5045df18ca339898d81f3ea88f337175f6b','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{"风险点":"审查不严"},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售劣种子的处罚","note":null,"parent_id":"01m852s3fnrpj285vfpy2efhnq","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"merged","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fncsrjwwfx062dbxjg',1,'fe85f36177799bc2a7ac7f612221b263636ad8c227efdaba7f6406b12bad9d39','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对种子违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fnrpj285vfpy2efhnq',2,'a5533718dd135c67e1ee008a9b19f680140ea1c12ac855a24e46a53304c79bcc','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":true,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"种子违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"cancelled","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3fn25rwj0vw0cqws1jg',2,'273b1289c2d9ff644e59a2c3df33990af9fe8ae0ab661d5b7edc8514d567b801','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"含有个人信息的事项","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3gsfct7rmg9r4hhmqqy',1,'423cae64844883f3dd5e5a0637cb5ac00c0cdf215f3d7ba2e20579c3c82bbcdf','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3fnah5wfk69gzps392f","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"不公开的事项","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3gyvhtz6mxahdje9wx2',1,'117964a2139230ea87e523934af9d9146ce25e4d6bad9a087bab929c341403ec','{"codes":[],"consultation_phone":null,"disclosure":"public","display_order":null,"extra":{},"kind":"department","name":"教育局","note":null,"outward_names":[],"schema":1,"short_names":[],"standing":"working_department","status":"active","supervision_phone":null}');
INSERT INTO "versions" VALUES('01m852s3h29tfrfpbq3z0ar7a6',1,'ecda93b1ea8f8a25d91a60d00161a9ebbabb84ca3264fca6dfc1f366f5ee4d83','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m852s3gyvhtz6mxahdje9wx2","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
CREATE UNIQUE INDEX logs_jurisdiction_name ON logs (jurisdiction, name);
CREATE INDEX ix_proposals_jurisdiction ON proposals (jurisdiction);
CREATE INDEX ix_region_codes_value ON region_codes (value);
CREATE INDEX editions_published_at ON editions (log, published_at, number);
CREATE UNIQUE INDEX editions_tree_size ON editions (log, tree_size);
CREATE INDEX entries_edition ON entries (log, edition, number);
CREATE INDEX entries_record ON entries (record, number);
CREATE UNIQUE INDEX projection_current ON projection (record, valid_from) WHERE entry_to = 4611686018427387904;
CREATE INDEX projection_department ON projection (department, valid_from);
CREATE INDEX projection_entry_from ON projection (log, entry_from);
CREATE INDEX projection_entry_to ON projection (log, entry_to) WHERE entry_to < 4611686018427387904;
CREATE INDEX projection_list ON projection (log, kind, counted, department, category_rank, display_order, record, valid_from, valid_to, entry_from, entry_to, category);
CREATE INDEX projection_parent ON projection (parent);
CREATE INDEX projection_valid_from ON projection (log, valid_from) WHERE entry_to = 4611686018427387904;
CREATE INDEX projection_valid_to ON projection (log, valid_to) WHERE entry_to = 4611686018427387904;
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries  BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END;
CREATE TRIGGER entries_no_replace BEFORE INSERT ON entries WHEN EXISTS (SELECT 1 FROM entries WHERE "log" = NEW."log" AND "number" = NEW."number") OR EXISTS (SELECT 1 FROM entries WHERE "position" = NEW."position") OR EXISTS (SELECT 1 FROM entries WHERE "rowid" = NEW."rowid") BEGIN SELECT RAISE(ABORT, 'entries is append-only'); END;
CREATE TRIGGER editions_no_update BEFORE UPDATE ON editions  BEGIN SELECT RAISE(ABORT, 'editions is append-only'); END;
CREATE TRIGGER editions_no_delete BEFORE DELETE ON editions BEGIN SELECT RAISE(ABORT, 'editions is append-only'); END;
CREATE TRIGGER editions_no_replace BEFORE INSERT ON editions WHEN EXISTS (SELECT 1 FROM editions WHERE "log" = NEW."log" AND "number" = NEW."number") OR EXISTS (SELECT 1 FROM editions WHERE "log" = NEW."log" AND "tree_size" = NEW."tree_size") OR EXISTS (SELECT 1 FROM editions WHERE "rowid" = NEW."rowid") BEGIN SELECT RAISE(ABORT, 'editions is append-only'); END;
CREATE TRIGGER records_no_update BEFORE UPDATE ON records  BEGIN SELECT RAISE(ABORT, 'records is append-only'); END;
CREATE TRIGGER records_no_delete BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'records is append-only'); END;
CREATE TRIGGER records_no_replace BEFORE INSERT ON records WHEN EXISTS (SELECT 1 FROM records WHERE "id" = NEW."id") OR EXISTS (SELECT 1 FROM records WHERE "rowid" = NEW."rowid") BEGIN SELECT RAISE(ABORT, 'records is append-only'); END;
CREATE TRIGGER tree_nodes_no_update BEFORE UPDATE ON tree_nodes  BEGIN SELECT RAISE(ABORT, 'tree_nodes is append-only'); END;
CREATE TRIGGER tree_nodes_no_delete BEFORE DELETE ON tree_nodes BEGIN SELECT RAISE(ABORT, 'tree_nodes is append-only'); END;
CREATE TRIGGER tree_nodes_no_replace BEFORE INSERT ON tree_nodes WHEN EXISTS (SELECT 1 FROM tree_nodes WHERE "log" = NEW."log" AND "level" = NEW."level" AND "index" = NEW."index") OR EXISTS (SELECT 1 FROM tree_nodes WHERE "rowid" = NEW."rowid") BEGIN SELECT RAISE(ABORT, 'tree_nodes is append-only'); END;
CREATE TRIGGER versions_no_update BEFORE UPDATE ON versions WHEN NOT (NEW.body IS NULL AND NEW.record = OLD.record AND NEW.number = OLD.number AND NEW.digest = OLD.digest AND EXISTS (SELECT 1 FROM entries e WHERE e.record = OLD.record AND e.version = OLD.number AND e.op = 'redact') AND NEW.rowid = OLD.rowid) BEGIN SELECT RAISE(ABORT, 'versions is append-only'); END;
CREATE TRIGGER versions_no_delete BEFORE DELETE ON versions BEGIN SELECT RAISE(ABORT, 'versions is append-only'); END;
CREATE TRIGGER versions_no_replace BEFORE INSERT ON versions WHEN EXISTS (SELECT 1 FROM versions WHERE "record" = NEW."record" AND "number" = NEW."number") OR EXISTS (SELECT 1 FROM versions WHERE "rowid" = NEW."rowid") BEGIN SELECT RAISE(ABORT, 'versions is append-only'); END;
COMMIT;
