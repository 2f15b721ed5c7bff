UPDATE jobs SET state = 0;
