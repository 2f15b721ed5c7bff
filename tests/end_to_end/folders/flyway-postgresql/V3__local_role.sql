SET ROLE none;
SET SESSION timezone = 'Asia/Tokyo';
SET datestyle = 'German';
ALTER TABLE parcels ADD COLUMN sent timestamptz DEFAULT '01.02.2024 00:00:00';
