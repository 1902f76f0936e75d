BEGIN TRANSACTION;
CREATE TABLE accounts (
	person TEXT NOT NULL, 
	login TEXT NOT NULL, 
	password_hash VARCHAR, 
	must_change_password BOOLEAN NOT NULL, 
	totp_secret VARCHAR, 
	totp_used INTEGER NOT NULL, 
	failed_attempts INTEGER NOT NULL, 
	locked_until DATETIME, 
	disabled BOOLEAN NOT NULL, 
	PRIMARY KEY (person), 
	FOREIGN KEY(person) REFERENCES persons (id), 
	UNIQUE (login)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE assignments (
	id TEXT NOT NULL, 
	person TEXT NOT NULL, 
	role VARCHAR NOT NULL, 
	department TEXT, 
	began_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person) REFERENCES persons (id)
);
CREATE TABLE attachments (
	digest VARCHAR NOT NULL, 
	media_type VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	handed_in_by TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (digest), 
	FOREIGN KEY(handed_in_by) REFERENCES persons (id)
);
CREATE TABLE audit_log (
	number INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	jurisdiction TEXT, 
	person TEXT, 
	account VARCHAR, 
	office VARCHAR, 
	action TEXT NOT NULL, 
	subject VARCHAR NOT NULL, 
	outcome VARCHAR NOT NULL, 
	address VARCHAR, 
	details JSON NOT NULL, 
	digest VARCHAR NOT NULL, 
	PRIMARY KEY (number)
);
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
INSERT INTO "editions" VALUES(1,1,'load','2016年权责清单',NULL,'[]',NULL,NULL,'2016-03-01 00:00:00.000000','2016-03-01','{"administrative_penalty": 3}','{"department": {"add": 1}, "power": {"add": 3}}','[{"name": "\u6e05\u5355.xlsx", "digest": "abababababababababababababababababababababababababababababababab", "size": 12}]',1,6,'2016-03-01',X'6ECFE8F94CCE282D8A680A86A590A8A6C8FD96A6053A3FF8408AD52FFB636904','2026-11-24 02:35:23.873930',NULL);
INSERT INTO "editions" VALUES(1,2,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2018-12-20 08:30:01.000000','2019-01-01','{"administrative_penalty": 2}','{"power": {"merge": 3}}','[]',7,11,'2019-01-01',X'A11FF78D5B034925D66772AA6866591C85EA4A1F87498E4F3B0675A8109AFA8D','2026-11-24 02:35:23.888906',NULL);
INSERT INTO "editions" VALUES(1,3,'公告','更正',NULL,'[]',NULL,NULL,'2026-11-24 02:35:23.000000','2024-06-01','{"administrative_penalty": 2}','{"power": {"amend": 1}}','[]',12,14,'2024-06-01',X'DC0491A2881CFAFE2ECE3441196D1A6FE5AC257AE32A80CF256BCCC3FCD7335A','2026-11-24 02:35:23.907038',NULL);
INSERT INTO "editions" VALUES(2,1,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2026-11-24 02:35:23.000000','2016-03-01','{"administrative_penalty": 1}','{"power": {"add": 1}}','[]',1,2,'2016-03-01',X'0A453A0D76D647855F1B01BC79B791B4F1AE091EA0EAF048155D38D653F0BBA8','2026-11-24 02:35:23.920786',NULL);
INSERT INTO "editions" VALUES(3,1,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2026-11-24 02:35:23.000000','2016-03-01','{}','{"department": {"add": 1}}','[]',1,2,NULL,X'EFA28C9B8F71296B794267D3E240FF8CFA789ADC1BE5560BF2FA6F56282E781F','2026-11-24 02:35:23.943517',NULL);
INSERT INTO "editions" VALUES(3,2,'公告','调整权责清单的公告',NULL,'[]',NULL,NULL,'2026-11-24 02:35:23.000000','2016-03-01','{"administrative_penalty": 1}','{"power": {"add": 1}}','[]',3,4,'2016-03-01',X'037E9EB9678A42F51D9555E34A8D3E2629484AC8A851E1348331887C359DF424','2026-11-24 02:35:23.955469',NULL);
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
INSERT INTO "entries" VALUES(1,1,1,1,NULL,'edition',NULL,NULL,'7bb1c3d04c4349a4d2d79b176dfb5a66c88165a96993ea4aa8437aa855f1375e','publish',NULL,NULL,NULL,NULL,X'95378D5152C83B091ED190B4FCD9283DB43C91B40F7BB3ABBF39231D0E840620');
INSERT INTO "entries" VALUES(1,2,2,1,'01m85pgw8md4mp24yd2trq16b9','department',1,NULL,'8e2b15453200c3bb487bc199054c99d538d769843d41ca8341be5d7dcecd892f','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'F0F88C3CC786A573F6A8F38A22D35AEB6E9306BD6FB781AC9D995C0207DB001C');
INSERT INTO "entries" VALUES(1,3,3,1,'01m85pgw8m5r650ps057hk8ek1','power',1,NULL,'1165e15f57d20f4875ae975ae7580ae691226cc8f8b0fe236f0cf60691931b84','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'9123173146F81C1130366658DE9C8630B348F43FE84F3B77A9BFAD9B7F51E2B0');
INSERT INTO "entries" VALUES(1,4,4,1,'01m85pgw8mj68wmx83af3nxspa','power',1,NULL,'9f9dfb964b43f6d0efb422db57b76f5fef4b29a60a01c3d353c9f0a015db8f37','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'905C5AA7A97BF7FA9642A9E816D11171313789C54335A7FEA91B476862B16B3F');
INSERT INTO "entries" VALUES(1,5,5,1,'01m85pgw8m85v4jhmz71229x30','power',1,NULL,'0357830b3ade02291e5cfae20e7bb8921c231af7935712d87a9c97a87b98b792','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'33F9BA954950539A92D4BC71D77BC7402962A55B45F40C5F3D4CE17186EC0A01');
INSERT INTO "entries" VALUES(1,6,6,1,'01m85pgw8mstdf9rayx1pcjdbe','power',1,NULL,'34b24ddb151e6bdf63d467f2a77054876c5ef1d4e71b49465c7f2bc41cd6b40b','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'31BB7ECDB05A04F091B8BA786431A6C37BD21978DC5800CAD90AB4711E6C4ECA');
INSERT INTO "entries" VALUES(1,7,7,2,NULL,'edition',NULL,NULL,'fef10c00ab86b509932948427cdbcb2aed303f34cadb0c141a5a98352840b30d','publish',NULL,NULL,NULL,NULL,X'6B03027A76B078C13401A876F425E7766F3B6B1FAC290023EBDA99D525153819');
INSERT INTO "entries" VALUES(1,8,8,2,'01m85pgw8mj68wmx83af3nxspa','power',2,1,'c259c0604dce3a3603e18731d8646d0b17e9d7c4f915737369d56b4b229bdbb5','merge','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}','{"into": ["01m85pgw8mz2fxz2f47yt1ca44"]}',X'518D7C24A08FD04495DA6BCFCD4A33FE54D8ED3D2C17D1795215664418737ED3');
INSERT INTO "entries" VALUES(1,9,9,2,'01m85pgw8m85v4jhmz71229x30','power',2,1,'3e7b7cdc284991d23f248348cf8ae9967a3443c137418d335ec481be61f954f4','merge','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}','{"into": ["01m85pgw8mz2fxz2f47yt1ca44"]}',X'CE44EF5D41D98115513724736B12578C858286D51FCBD429E7D6DFC3613E5761');
INSERT INTO "entries" VALUES(1,10,10,2,'01m85pgw8mz2fxz2f47yt1ca44','power',1,NULL,'bc41454e03d88340a2ee62d28f90b0d1c1206a6ec75d2edae37422fb28da015c','merge','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}','{"from": ["01m85pgw8mj68wmx83af3nxspa", "01m85pgw8m85v4jhmz71229x30"]}',X'64C7D0774A2F21113D7841B3C97B9EC88B828068E1D8E02AAE7A41AC4D4B059A');
INSERT INTO "entries" VALUES(1,11,11,2,'01m85pgw8m5r650ps057hk8ek1','power',2,1,'b07dd85452cf74c9e4767cfadfcdcbe08623bde60aa7868fdf7777eeb3115946','cancel','2019-01-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'3A24B0BA79D8A9CCFE4B7AC97C3730F5EA058FDCC139EF25DB2DA2F722E9B665');
INSERT INTO "entries" VALUES(1,12,12,3,NULL,'edition',NULL,NULL,'018d0479e3906e45d3c49eea312fcced953e8867088916b82f611e9cd420670f','publish',NULL,NULL,NULL,NULL,X'D139D6B224D0A38DEBD289463069CA86EA5649D9A05B4F780D211C08DE4D53E9');
INSERT INTO "entries" VALUES(1,13,13,3,'01m85pgw8mstdf9rayx1pcjdbe','power',2,1,'a725c759c1f91cb574c9718389d630494aef242d9200f3a4a06de409652159f8','amend','2024-06-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'D68C4182DEE3FA6C396709304E0A45EA59D795FAD3A4FE41AFC65AB2EB4FCAFA');
INSERT INTO "entries" VALUES(1,14,14,3,'01m85pgw8mstdf9rayx1pcjdbe','power',1,NULL,'34b24ddb151e6bdf63d467f2a77054876c5ef1d4e71b49465c7f2bc41cd6b40b','redact',NULL,NULL,'{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'AC2F1869EFFC0D892E0C0E5999E8337A8C8CF28A9F1D36B56FD16820389D124A');
INSERT INTO "entries" VALUES(2,1,15,1,NULL,'edition',NULL,NULL,'01246704a560fecbc8bfbf0921298d30a2c7e780ea06f49a66cd7dbc84642ff3','publish',NULL,NULL,NULL,NULL,X'8AA8A21AAA4FE7C3B6E8BA91A5C4EE0F348712C7E3BF7168464818F44B833597');
INSERT INTO "entries" VALUES(2,2,16,1,'01m85pgwc5hxrzrfamvqymk299','power',1,NULL,'76f38dd0467ef51caf9e2177761d1222a75a3bbc96423d14293ca16151911e31','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'128D324BBE1DB412AE5B8C15FC3344F288B15DCF2D4193A0C45B7702DE09F48E');
INSERT INTO "entries" VALUES(3,1,17,1,NULL,'edition',NULL,NULL,'c5f907c9770ad2043e55963ecf922df1e5a2727b160cb37baf9a82ae42d97461','publish',NULL,NULL,NULL,NULL,X'7D02E5013EAB56C8223B349B8F9AEE4A0E90DB5187DA1A772182D19B22AD057F');
INSERT INTO "entries" VALUES(3,2,18,1,'01m85pgwcxwctsr21x4zd9qr6t','department',1,NULL,'117964a2139230ea87e523934af9d9146ce25e4d6bad9a087bab929c341403ec','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'48FCA221C84E2F9AE0DA654858A1A4EEC29D499A2929009D8479DA9023FC05A5');
INSERT INTO "entries" VALUES(3,3,19,2,NULL,'edition',NULL,NULL,'8b7303e77097f87189f73acb4aedb8584fe8373978d3f392a09798610550f53a','publish',NULL,NULL,NULL,NULL,X'D85252C0D0114D9B1A1099DE2E32F7100CDCDBEF604BFAA4A60F9D26CC76624B');
INSERT INTO "entries" VALUES(3,4,20,2,'01m85pgwddsh5q3jcjmc5sb52n','power',1,NULL,'368bfba6b8d8c83263ba60813b5f8a9f116b6f853d45f6aa53e955ceda141b76','add','2016-03-01','9999-12-31','{"type": "own_initiative", "text": "\u5e74\u5ea6\u6e05\u7406\u89c4\u8303", "ref": null}',NULL,X'5806EB1B1D71E6EFD7D80EE1F81370A7FFE69B131A5C1354E5B0E5901FB4771E');
CREATE TABLE feedback (
	id TEXT NOT NULL, 
	jurisdiction TEXT NOT NULL, 
	number TEXT NOT NULL, 
	proof VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	record TEXT, 
	department TEXT, 
	text VARCHAR NOT NULL, 
	contact VARCHAR, 
	status VARCHAR NOT NULL, 
	answer VARCHAR, 
	shown_text VARCHAR, 
	shown_at DATETIME, 
	proposal TEXT, 
	received_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (id), 
	FOREIGN KEY(proposal) REFERENCES proposals (id), 
	UNIQUE (number)
);
CREATE TABLE holidays (
	day DATE NOT NULL, 
	is_working BOOLEAN NOT NULL, 
	note VARCHAR NOT NULL, 
	PRIMARY KEY (day)
);
CREATE TABLE identities (
	issuer TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	person TEXT NOT NULL, 
	linked_at DATETIME NOT NULL, 
	PRIMARY KEY (issuer, subject), 
	FOREIGN KEY(person) REFERENCES persons (id)
);
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
INSERT INTO "jurisdictions" VALUES('01m85pgw8h3mygga0p8j1x2jce','示范区','standard',1,'2026-11-24 02:35:23.793335');
INSERT INTO "jurisdictions" VALUES('01m85pgwcsdezmmt57rgrta4h8','邻区','standard',1,'2026-11-24 02:35:23.929389');
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
INSERT INTO "logs" VALUES(1,'01m85pgw8h3mygga0p8j1x2jce','public',14,3,'2026-11-24 02:35:23.000000');
INSERT INTO "logs" VALUES(2,'01m85pgw8h3mygga0p8j1x2jce','withheld',2,1,'2026-11-24 02:35:23.000000');
INSERT INTO "logs" VALUES(3,'01m85pgwcsdezmmt57rgrta4h8','public',4,2,'2026-11-24 02:35:23.000000');
INSERT INTO "logs" VALUES(4,'01m85pgwcsdezmmt57rgrta4h8','withheld',0,0,NULL);
CREATE TABLE persons (
	id TEXT NOT NULL, 
	jurisdiction TEXT NOT NULL, 
	name VARCHAR NOT NULL, 
	service BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (id)
);
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
INSERT INTO "projection" VALUES('01m85pgw8md4mp24yd2trq16b9','2016-03-01',2,'9999-12-31',4611686018427387904,1,'department',1,1,'',0,0,NULL,'active',0,NULL,NULL,'农业农村局');
INSERT INTO "projection" VALUES('01m85pgw8m85v4jhmz71229x30','2016-03-01',5,'9999-12-31',9,1,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,'01m85pgw8m5r650ps057hk8ek1',NULL,'对销售劣种子的处罚');
INSERT INTO "projection" VALUES('01m85pgw8mstdf9rayx1pcjdbe','2016-03-01',6,'9999-12-31',13,1,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,NULL,NULL,'（已依法移除）');
INSERT INTO "projection" VALUES('01m85pgw8mj68wmx83af3nxspa','2016-03-01',4,'9999-12-31',8,1,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,'01m85pgw8m5r650ps057hk8ek1','NY-1','对销售假种子的处罚');
INSERT INTO "projection" VALUES('01m85pgw8m5r650ps057hk8ek1','2016-03-01',3,'9999-12-31',11,1,'power',1,0,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',1,NULL,NULL,'种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m85pgw8m85v4jhmz71229x30','2016-03-01',9,'2019-01-01',4611686018427387904,1,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,'01m85pgw8m5r650ps057hk8ek1',NULL,'对销售劣种子的处罚');
INSERT INTO "projection" VALUES('01m85pgw8m85v4jhmz71229x30','2019-01-01',9,'9999-12-31',4611686018427387904,1,'power',2,0,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','merged',0,'01m85pgw8m5r650ps057hk8ek1',NULL,'对销售劣种子的处罚');
INSERT INTO "projection" VALUES('01m85pgw8mz2fxz2f47yt1ca44','2019-01-01',10,'9999-12-31',4611686018427387904,1,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,NULL,NULL,'对种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m85pgw8m5r650ps057hk8ek1','2016-03-01',11,'2019-01-01',4611686018427387904,1,'power',1,0,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',1,NULL,NULL,'种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m85pgw8m5r650ps057hk8ek1','2019-01-01',11,'9999-12-31',4611686018427387904,1,'power',2,0,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','cancelled',1,NULL,NULL,'种子违法行为的处罚');
INSERT INTO "projection" VALUES('01m85pgw8mj68wmx83af3nxspa','2016-03-01',8,'2019-01-01',4611686018427387904,1,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,'01m85pgw8m5r650ps057hk8ek1','NY-1','对销售假种子的处罚');
INSERT INTO "projection" VALUES('01m85pgw8mj68wmx83af3nxspa','2019-01-01',8,'9999-12-31',4611686018427387904,1,'power',2,0,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','merged',0,'01m85pgw8m5r650ps057hk8ek1','NY-1','对销售假种子的处罚');
INSERT INTO "projection" VALUES('01m85pgw8mstdf9rayx1pcjdbe','2016-03-01',13,'2024-06-01',4611686018427387904,1,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,NULL,NULL,'（已依法移除）');
INSERT INTO "projection" VALUES('01m85pgw8mstdf9rayx1pcjdbe','2024-06-01',13,'9999-12-31',4611686018427387904,1,'power',2,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,NULL,NULL,'含有个人信息的事项');
INSERT INTO "projection" VALUES('01m85pgwc5hxrzrfamvqymk299','2016-03-01',2,'9999-12-31',4611686018427387904,2,'power',1,1,'01m85pgw8md4mp24yd2trq16b9',2,0,'administrative_penalty','active',0,NULL,NULL,'不公开的事项');
INSERT INTO "projection" VALUES('01m85pgwcxwctsr21x4zd9qr6t','2016-03-01',2,'9999-12-31',4611686018427387904,3,'department',1,1,'',0,0,NULL,'active',0,NULL,NULL,'教育局');
INSERT INTO "projection" VALUES('01m85pgwddsh5q3jcjmc5sb52n','2016-03-01',4,'9999-12-31',4611686018427387904,3,'power',1,1,'01m85pgwcxwctsr21x4zd9qr6t',2,0,'administrative_penalty','active',0,NULL,NULL,'对违法行为的处罚');
CREATE TABLE proposal_consulted (
	department TEXT NOT NULL, 
	proposal TEXT NOT NULL, 
	PRIMARY KEY (department, proposal), 
	FOREIGN KEY(proposal) REFERENCES proposals (id)
);
CREATE TABLE proposal_parts (
	proposal TEXT NOT NULL, 
	person TEXT NOT NULL, 
	duty VARCHAR NOT NULL, 
	PRIMARY KEY (proposal, person), 
	FOREIGN KEY(proposal) REFERENCES proposals (id), 
	FOREIGN KEY(person) REFERENCES persons (id), 
	CONSTRAINT proposal_parts_duty UNIQUE (proposal, person, duty)
);
CREATE TABLE proposal_records (
	proposal TEXT NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (proposal, record), 
	FOREIGN KEY(proposal) REFERENCES proposals (id)
);
CREATE TABLE proposal_steps (
	proposal TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	action VARCHAR NOT NULL, 
	from_state VARCHAR NOT NULL, 
	to_state VARCHAR NOT NULL, 
	person TEXT, 
	duty VARCHAR, 
	person_name VARCHAR NOT NULL, 
	office VARCHAR NOT NULL, 
	department TEXT, 
	opinion VARCHAR, 
	conclusion VARCHAR, 
	details JSON NOT NULL, 
	attachments JSON NOT NULL, 
	digest VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (proposal, number), 
	CONSTRAINT proposal_steps_proposal FOREIGN KEY(proposal) REFERENCES proposals (id), 
	CONSTRAINT proposal_steps_part FOREIGN KEY(proposal, person, duty) REFERENCES proposal_parts (proposal, person, duty)
);
CREATE TABLE proposal_texts (
	proposal TEXT NOT NULL, 
	digest VARCHAR NOT NULL, 
	changes JSON NOT NULL, 
	saved_by TEXT, 
	saved_at DATETIME NOT NULL, 
	PRIMARY KEY (proposal, digest), 
	FOREIGN KEY(proposal) REFERENCES proposals (id)
);
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
	updated_at DATETIME NOT NULL, revision INTEGER DEFAULT 1 NOT NULL, effective_from DATE, caused_on DATE, by_list_office BOOLEAN DEFAULT false NOT NULL, conditions JSON, entry INTEGER, entered_at DATETIME, edition INTEGER, 
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
INSERT INTO "records" VALUES('01m85pgw8md4mp24yd2trq16b9','department',1);
INSERT INTO "records" VALUES('01m85pgw8m5r650ps057hk8ek1','power',1);
INSERT INTO "records" VALUES('01m85pgw8mj68wmx83af3nxspa','power',1);
INSERT INTO "records" VALUES('01m85pgw8m85v4jhmz71229x30','power',1);
INSERT INTO "records" VALUES('01m85pgw8mstdf9rayx1pcjdbe','power',1);
INSERT INTO "records" VALUES('01m85pgw8mz2fxz2f47yt1ca44','power',1);
INSERT INTO "records" VALUES('01m85pgwc5hxrzrfamvqymk299','power',2);
INSERT INTO "records" VALUES('01m85pgwcxwctsr21x4zd9qr6t','department',3);
INSERT INTO "records" VALUES('01m85pgwddsh5q3jcjmc5sb52n','power',3);
CREATE TABLE region_codes (
	jurisdiction TEXT NOT NULL, 
	scheme VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE NOT NULL, 
	PRIMARY KEY (jurisdiction, scheme, value, valid_from), 
	FOREIGN KEY(jurisdiction) REFERENCES jurisdictions (id)
);
CREATE TABLE requests (
	person TEXT NOT NULL, 
	"key" VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	proposal TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (person, "key"), 
	FOREIGN KEY(person) REFERENCES persons (id), 
	FOREIGN KEY(proposal) REFERENCES proposals (id)
);
CREATE TABLE sessions (
	id TEXT NOT NULL, 
	person TEXT NOT NULL, 
	csrf VARCHAR NOT NULL, 
	second_factor BOOLEAN NOT NULL, 
	proved_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	last_seen_at DATETIME NOT NULL, 
	address VARCHAR, 
	browser VARCHAR, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person) REFERENCES persons (id)
);
CREATE TABLE tallies (
	log INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	department TEXT NOT NULL, 
	grouping BOOLEAN NOT NULL, 
	status VARCHAR NOT NULL, 
	category VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	entry INTEGER NOT NULL, 
	delta INTEGER NOT NULL, 
	PRIMARY KEY (log, kind, department, grouping, status, category, day, entry)
)
 WITHOUT ROWID

;
INSERT INTO "tallies" VALUES(1,'department','',0,'active','','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(1,'department','*',0,'active','','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(1,'power','*',0,'active','administrative_penalty','2016-03-01',1,3);
INSERT INTO "tallies" VALUES(1,'power','*',0,'active','administrative_penalty','2019-01-01',7,-1);
INSERT INTO "tallies" VALUES(1,'power','*',0,'merged','administrative_penalty','2019-01-01',7,2);
INSERT INTO "tallies" VALUES(1,'power','*',1,'active','administrative_penalty','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(1,'power','*',1,'active','administrative_penalty','2019-01-01',7,-1);
INSERT INTO "tallies" VALUES(1,'power','*',1,'cancelled','administrative_penalty','2019-01-01',7,1);
INSERT INTO "tallies" VALUES(1,'power','01m85pgw8md4mp24yd2trq16b9',0,'active','administrative_penalty','2016-03-01',1,3);
INSERT INTO "tallies" VALUES(1,'power','01m85pgw8md4mp24yd2trq16b9',0,'active','administrative_penalty','2019-01-01',7,-1);
INSERT INTO "tallies" VALUES(1,'power','01m85pgw8md4mp24yd2trq16b9',0,'merged','administrative_penalty','2019-01-01',7,2);
INSERT INTO "tallies" VALUES(1,'power','01m85pgw8md4mp24yd2trq16b9',1,'active','administrative_penalty','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(1,'power','01m85pgw8md4mp24yd2trq16b9',1,'active','administrative_penalty','2019-01-01',7,-1);
INSERT INTO "tallies" VALUES(1,'power','01m85pgw8md4mp24yd2trq16b9',1,'cancelled','administrative_penalty','2019-01-01',7,1);
INSERT INTO "tallies" VALUES(2,'power','*',0,'active','administrative_penalty','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(2,'power','01m85pgw8md4mp24yd2trq16b9',0,'active','administrative_penalty','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(3,'department','',0,'active','','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(3,'department','*',0,'active','','2016-03-01',1,1);
INSERT INTO "tallies" VALUES(3,'power','*',0,'active','administrative_penalty','2016-03-01',3,1);
INSERT INTO "tallies" VALUES(3,'power','01m85pgwcxwctsr21x4zd9qr6t',0,'active','administrative_penalty','2016-03-01',3,1);
CREATE TABLE tokens (
	id TEXT NOT NULL, 
	person TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	prefix VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	scopes JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	last_used_at DATETIME, 
	revoked_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(person) REFERENCES persons (id), 
	UNIQUE (digest)
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
INSERT INTO "versions" VALUES('01m85pgw8md4mp24yd2trq16b9',1,'8e2b15453200c3bb487bc199054c99d538d769843d41ca8341be5d7dcecd892f','{"codes":[],"consultation_phone":null,"disclosure":"public","display_order":null,"extra":{},"kind":"department","name":"农业农村局","note":null,"outward_names":[],"schema":1,"short_names":[],"standing":"working_department","status":"active","supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8m5r650ps057hk8ek1',1,'1165e15f57d20f4875ae975ae7580ae691226cc8f8b0fe236f0cf60691931b84','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":true,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"种子违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8mj68wmx83af3nxspa',1,'9f9dfb964b43f6d0efb422db57b76f5fef4b29a60a01c3d353c9f0a015db8f37','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[{"scheme":"list","value":"NY-1"}],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售假种子的处罚","note":null,"parent_id":"01m85pgw8m5r650ps057hk8ek1","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8m85v4jhmz71229x30',1,'0357830b3ade02291e5cfae20e7bb8921c231af7935712d87a9c97a87b98b792','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{"风险点":"审查不严"},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售劣种子的处罚","note":null,"parent_id":"01m85pgw8m5r650ps057hk8ek1","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8mstdf9rayx1pcjdbe',1,'34b24ddb151e6bdf63d467f2a77054876c5ef1d4e71b49465c7f2bc41cd6b40b',NULL);
INSERT INTO "versions" VALUES('01m85pgw8mj68wmx83af3nxspa',2,'c259c0604dce3a3603e18731d8646d0b17e9d7c4f915737369d56b4b229bdbb5','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[{"scheme":"list","value":"NY-1"}],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售假种子的处罚","note":null,"parent_id":"01m85pgw8m5r650ps057hk8ek1","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"merged","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8m85v4jhmz71229x30',2,'3e7b7cdc284991d23f248348cf8ae9967a3443c137418d335ec481be61f954f4','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{"风险点":"审查不严"},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对销售劣种子的处罚","note":null,"parent_id":"01m85pgw8m5r650ps057hk8ek1","promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"merged","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8mz2fxz2f47yt1ca44',1,'bc41454e03d88340a2ee62d28f90b0d1c1206a6ec75d2edae37422fb28da015c','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对种子违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8m5r650ps057hk8ek1',2,'b07dd85452cf74c9e4767cfadfcdcbe08623bde60aa7868fdf7777eeb3115946','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":true,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"种子违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"cancelled","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgw8mstdf9rayx1pcjdbe',2,'a725c759c1f91cb574c9718389d630494aef242d9200f3a4a06de409652159f8','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"含有个人信息的事项","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgwc5hxrzrfamvqymk299',1,'76f38dd0467ef51caf9e2177761d1222a75a3bbc96423d14293ca16151911e31','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgw8md4mp24yd2trq16b9","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"不公开的事项","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgwcxwctsr21x4zd9qr6t',1,'117964a2139230ea87e523934af9d9146ce25e4d6bad9a087bab929c341403ec','{"codes":[],"consultation_phone":null,"disclosure":"public","display_order":null,"extra":{},"kind":"department","name":"教育局","note":null,"outward_names":[],"schema":1,"short_names":[],"standing":"working_department","status":"active","supervision_phone":null}');
INSERT INTO "versions" VALUES('01m85pgwddsh5q3jcjmc5sb52n',1,'368bfba6b8d8c83263ba60813b5f8a9f116b6f853d45f6aa53e955ceda141b76','{"accountability":null,"accountability_scope":null,"authority":null,"category":"administrative_penalty","codes":[],"coercion_kind":null,"consultation_phone":null,"counterpart":null,"department_duties":null,"department_id":"01m85pgwcxwctsr21x4zd9qr6t","disclosure":"public","display_order":null,"duties":null,"duty_basis":null,"extra":{},"fee":null,"grouping":false,"handling_office":null,"implementing_body":null,"joint_bodies":[],"kind":"power","legal_basis":null,"levels":[],"mandates":[],"name":"对违法行为的处罚","note":null,"parent_id":null,"promised_time_limit":null,"remedy":null,"schema":1,"service_guide_url":null,"source":null,"status":"active","statutory_time_limit":null,"supervision_phone":null}');
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
CREATE INDEX ix_persons_jurisdiction ON persons (jurisdiction);
CREATE INDEX assignments_person ON assignments (person) WHERE ended_at IS NULL;
CREATE INDEX ix_sessions_person ON sessions (person);
CREATE INDEX ix_tokens_person ON tokens (person);
CREATE INDEX ix_identities_person ON identities (person);
CREATE INDEX audit_log_action ON audit_log (action, number);
CREATE INDEX audit_log_person ON audit_log (person, number);
CREATE INDEX ix_audit_log_at ON audit_log (at);
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON audit_log WHEN EXISTS (SELECT 1 FROM audit_log WHERE number = NEW.number) BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE INDEX proposals_state ON proposals (jurisdiction, state, department, id);
CREATE INDEX proposal_parts_person ON proposal_parts (person);
CREATE INDEX proposal_records_record ON proposal_records (record);
CREATE INDEX ix_proposal_consulted_proposal ON proposal_consulted (proposal);
CREATE TRIGGER proposal_steps_no_update BEFORE UPDATE ON proposal_steps BEGIN SELECT RAISE(ABORT, 'proposal_steps is append-only'); END;
CREATE TRIGGER proposal_steps_no_delete BEFORE DELETE ON proposal_steps BEGIN SELECT RAISE(ABORT, 'proposal_steps is append-only'); END;
CREATE TRIGGER proposal_steps_no_replace BEFORE INSERT ON proposal_steps WHEN EXISTS (SELECT 1 FROM proposal_steps WHERE "proposal" = NEW."proposal" AND "number" = NEW."number" OR rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'proposal_steps is append-only'); END;
CREATE TRIGGER proposal_texts_no_update BEFORE UPDATE ON proposal_texts BEGIN SELECT RAISE(ABORT, 'proposal_texts is append-only'); END;
CREATE TRIGGER proposal_texts_no_delete BEFORE DELETE ON proposal_texts BEGIN SELECT RAISE(ABORT, 'proposal_texts is append-only'); END;
CREATE TRIGGER proposal_texts_no_replace BEFORE INSERT ON proposal_texts WHEN EXISTS (SELECT 1 FROM proposal_texts WHERE "proposal" = NEW."proposal" AND "digest" = NEW."digest" OR rowid = NEW.rowid) BEGIN SELECT RAISE(ABORT, 'proposal_texts is append-only'); END;
CREATE INDEX feedback_status ON feedback (jurisdiction, status, id);
CREATE INDEX feedback_shown ON feedback (jurisdiction, shown_at);
CREATE INDEX feedback_record ON feedback (record);
COMMIT;
